import type { Turn } from '../../delivery/index.ts'
import type { Addresses } from '../../privacy/index.ts'
import type { MessageChannel } from './form.ts'

/** Whom a turn answers: `address` is theirs, as pseudonyms are made of it; `via` the number of ours they wrote to. */
export type Correspondent = { channel: MessageChannel; address: string; via: string }

/** What a turn leaves to be sent to the person later holds their address, sealed for that alone. */
export function sealing(turn: Turn, addresses: Addresses, { channel, address, via }: Correspondent): Turn {
  return (...given) => {
    const result = turn(...given)
    const jobs = result.jobs?.map((job) => {
      if (!job.address) return job
      const sealed = addresses.seal(address, { ...job.address, channel })
      return { ...job, payload: JSON.stringify({ ...JSON.parse(job.payload), address: sealed, via }) }
    })
    return jobs ? { ...result, jobs } : result
  }
}
