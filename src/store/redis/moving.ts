import { StoreError } from '../store.ts'
import type { Link, Reply } from './link.ts'
import { arrive, arrived, clean, leave } from './scripts/moves.ts'
import { shardOf } from './shards.ts'

/** A conversation, and the ids it had under older keys, newest first: each on a shard of its own. */
export type Person = { conversation: string; formerly: readonly string[] }

/** More redirections than keys were ever changed at once. */
const maxSteps = 10

/**
 * Runs `work` on a conversation where all of it is. A script answers `unsettled` while something under a former id has
 * not come over: it is brought here first. It answers `moved` where another process, with newer keys, has taken the
 * conversation over: then the work is done there, so that processes with old and new keys can run side by side.
 */
export async function atHome(
  link: Link,
  person: Person,
  now: number,
  work: (person: Person) => Promise<Reply>,
): Promise<Reply> {
  let at = person
  for (let step = 0; step < maxSteps; step++) {
    const reply = await work(at)
    const moved = reply[0] === 'unsettled' ? await settle(link, at, now) : reply[0] === 'moved' ? reply[1] : null
    if (moved !== null) at = redirected(at, moved as string)
    else if (reply[0] !== 'unsettled') return reply
  }
  throw new StoreError('failed', `the store at ${link.where} sends a conversation round in circles`)
}

function redirected({ conversation, formerly }: Person, home: string): Person {
  return { conversation: home, formerly: [conversation, ...formerly.filter((one) => one !== home)] }
}

/** Brings over what is under the former ids, the newest first. Gives where to go on if that is elsewhere. */
async function settle(link: Link, { conversation, formerly }: Person, now: number): Promise<string | null> {
  const here = shardOf(conversation)
  for (const former of formerly) {
    const there = shardOf(former)
    const left = (await link.run(there, leave, [former, conversation, now])) as Left
    const [, untilThen, [session, version, expires], optOut, claims] = left
    const carried = claims.flatMap(([claim, claimExpires, answer]) => [claim, claimExpires, answer ?? ''])
    const reply = await link.run(here, arrive, [
      conversation,
      former,
      untilThen,
      now,
      ...[session === null ? 0 : 1, session ?? '', version ?? '', expires ?? ''],
      optOut ?? '',
      claims.length,
      ...carried,
    ])
    if (reply[0] === 'moved') return reply[1] as string
    await link.run(there, clean, [former])
    await link.run(here, arrived, [conversation, former])
  }
  return null
}

type Left = [
  status: 'ok',
  untilThen: number,
  session: [session: string | null, version: string | null, expires: string | null],
  optOut: string | null,
  claims: [claim: string, expires: string, answer: string | null][],
]
