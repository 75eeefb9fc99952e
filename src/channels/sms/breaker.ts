import { createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import type { PseudonymKey } from '../../privacy/index.ts'
import { type Heard, nothingHeard } from './heard.ts'

/** What a message gets: its answer, the last words before a silence, or nothing. */
export type Verdict = 'answer' | 'last_words' | 'silence'

/** `urgent`: its answer matters more than any loop (danger). `now` in epoch milliseconds. */
export type Text = { person: string; text: string; urgent: boolean; now: number }

export type Breaker = {
  /**
   * Takes note of one message of a person (a pseudonym), of whom was known `before`. `heard` is what is to be known from then
   * on, `expires` when nothing of it matters any more. `flooding`: this is the first text beyond what one person may send.
   */
  hear(message: Text, before?: Heard): { verdict: Verdict; heard: Heard; expires: number; flooding: boolean }
}

const minute = 60_000
const pause = 60 * minute

/** The same text this often within this long is a machine's. */
const same = { times: 3, within: 2 * minute }
/**
 * A shorter text may well come again and again from a person who goes step by step: "1", "MORE", "BACK". A machine that
 * sends nothing else is stopped by how much it sends.
 */
const sameLength = 16
/** Who texts more often than so is taken for a machine. A design choice, measured on nobody. */
const flood = { texts: 20, within: 10 * minute }

/** Letters of a hash: of one person's few texts no two are taken for the same, of all that people say thousands would be. */
const hashLength = 3

/**
 * Ends conversations between two machines: a text that came three times, or one that a phone or a service sends by itself
 * (`isAutoReply`). Such a text gets last words and then, for an hour, nothing; a person behind an automatic reply is still
 * answered when they write something else. Who sends too much gets last words and then nothing at all. What is urgent goes
 * out all the same, once for the same text.
 *
 * Pure: what was heard comes in and goes out, so that it is stored with the turn that heard it, over all processes, and a
 * message that is brought twice counts once. Of texts only hashes are in it, under a key of the person and the operator.
 */
export function createBreaker(isAutoReply: (text: string) => boolean, keys: readonly PseudonymKey[]): Breaker {
  const [newest] = keys
  if (!newest) throw new RangeError('no key')
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', newest.key, '', 'fingerpost loops', 32)))
  const hashOf = (person: string, text: string) =>
    createHmac('sha256', key).update(`${person}\n${text}`).digest('base64url').slice(0, hashLength)

  return {
    hear({ person, text, urgent, now }, before = nothingHeard) {
      const said = plain(text)
      const long = said.length >= sameLength
      const hash = long || urgent ? hashOf(person, said) : ''
      const recent = [
        ...before.recent.filter(({ at }) => now - at < flood.within),
        { at: now, hash: long ? hash : '' },
      ].slice(-flood.texts - 1)
      const silenced = before.silenced.filter(({ until }) => now < until)
      const urgentSaid = before.urgentSaid.filter(({ until }) => now < until)
      const flooding = now >= before.floodUntil && recent.length > flood.texts
      const floodUntil = flooding ? now + pause : before.floodUntil
      let { autoUntil } = before
      const verdict = judge()
      const passes = urgent && verdict !== 'answer' && !urgentSaid.some((one) => one.hash === hash)
      if (passes) urgentSaid.push({ hash, until: now + pause })
      const heard = { recent, silenced, urgentSaid, autoUntil, floodUntil }
      const ends = [...silenced, ...urgentSaid].map(({ until }) => until)
      const expires = Math.max(now + flood.within, autoUntil, floodUntil, ...ends)
      return { verdict: passes ? 'answer' : verdict, heard, expires, flooding }

      function judge(): Verdict {
        if (long && silenced.some((one) => one.hash === hash)) return 'silence'
        const byItself = isAutoReply(text)
        if (byItself && now < autoUntil) return 'silence'
        if (byItself) autoUntil = now + pause
        const again = long && !byItself ? recent.filter((one) => one.hash === hash && now - one.at < same.within) : []
        if (again.length >= same.times) silenced.push({ hash, until: now + pause })
        if (now < before.floodUntil) return 'silence'
        return byItself || flooding || again.length >= same.times ? 'last_words' : 'answer'
      }
    },
  }
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}
