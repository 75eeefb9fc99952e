import { Temporal } from 'temporal-polyfill'
import type { TwilioConfig } from '../../config.ts'
import type { Log } from '../../log.ts'
import type { Addresses, Pseudonyms } from '../../privacy/index.ts'
import { openClient } from './client.ts'
import { faultOf, jobErrorOf } from './errors.ts'
import type { MessageChannel } from './form.ts'
import { statusPath } from './paths.ts'

/** WhatsApp lets us write freely for 24 hours after a person's message (error 63016); a minute of it for the way. */
export const windowMs = 24 * 3_600_000 - 60_000

/** Hours of the day in London at which a phone may buzz because of us, without having been written to. */
const from = 9
const until = 20

/** The first moment from `at` (epoch milliseconds) on at which somebody may be written to who did not write just now. */
export function nextDaytime(at: number): number {
  const there = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Europe/London')
  if (there.hour >= from && there.hour < until) return at
  const day = there.hour < from ? there : there.add({ days: 1 })
  return day.withPlainTime({ hour: from }).epochMilliseconds
}

/** One text for somebody who asked for it. `person` is their pseudonym when they asked; `via` the number they wrote to. */
export type Later = { channel: MessageChannel; person: string; address: string; via: string; text: string }

export type SendLaterParts = {
  twilio: TwilioConfig
  publicUrl: string
  addresses: Addresses
  pseudonyms: Pseudonyms
  memory: {
    load(conversation: string, now: number, formerly: readonly string[]): Promise<{ optedOut: boolean }>
    setOptOut(conversation: string, optedOut: boolean, at: number): Promise<void>
  }
  /** When a person of a channel last wrote (epoch milliseconds); null: it is not known any more. */
  lastHeard: (conversation: string, formerly: readonly string[]) => Promise<number | null>
  log: Log
  now: () => number
}

/**
 * Sends a text to somebody who is not writing at this moment: by day, unless they stopped the texts, on WhatsApp only while
 * it lets us. Rejects with a JobError where Twilio did not take it.
 * @param purpose what the address was sealed for
 * @returns false where it may not be sent, now or later
 */
export function createSendLater({ twilio, publicUrl, addresses, pseudonyms, memory, ...parts }: SendLaterParts) {
  return async (purpose: string, { channel, person, address: sealed, via, text }: Later): Promise<boolean> => {
    const at = parts.now()
    const address = opened()
    if (address === null) return false
    const [conversation, formerly] = [pseudonyms.of(channel, address), pseudonyms.formerly(channel, address)]
    if ((await memory.load(conversation, at, formerly)).optedOut) return false
    if (channel === 'whatsapp') {
      const heard = await parts.lastHeard(conversation, formerly)
      if (heard === null || at - heard > windowMs) return false
    }
    try {
      const { messages } = await openClient(twilio)
      const to = channel === 'whatsapp' ? `whatsapp:${address}` : address
      await messages.create({ to, from: via, body: text, statusCallback: publicUrl + statusPath })
      return true
    } catch (error) {
      if (faultOf((error as { code?: unknown }).code)?.optOut) await memory.setOptOut(conversation, true, at)
      throw jobErrorOf(error)
    }

    /** An address that stays shut is nobody's to write to. */
    function opened(): string | null {
      try {
        return addresses.open(sealed, { purpose, channel, person, now: at })
      } catch (error) {
        parts.log.warn('address_not_opened', { channel, error })
        return null
      }
    }
  }
}
