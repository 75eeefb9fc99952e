import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { recentOnly } from './recent.ts'

/** What a message gets: its answer, the last words before a silence, or nothing. */
export type Verdict = 'answer' | 'last_words' | 'silence'

export type Breaker = {
  /** Takes note of one message; `person` is a pseudonym, `now` epoch milliseconds. To be asked once a message. */
  hear(person: string, text: string, now: number): Verdict
  /** Whether words that matter more than any loop (danger) go out in a silence: once for the same text. */
  urgent(person: string, text: string, now: number): boolean
}

const minute = 60_000
const pause = 60 * minute

/** The same text this often within this long is a machine's. */
const same = { times: 3, within: 2 * minute }
/**
 * A shorter text may well come again and again from a person who goes step by step: "1", "MORE", "BACK". A machine that
 * sends nothing else is stopped by how much it sends (`limits`, texter).
 */
const sameLength = 16
const mostRecent = 20

/** What is remembered of one person: hashes and times. */
type Heard = {
  recent: { hash: string; at: number }[]
  /** When the silence ends for what replies by itself. */
  autoUntil: number
  /** The same for single texts, and those to which urgent words went out in a silence. */
  texts: Map<string, number>
  urgent: Map<string, number>
}

/**
 * Ends conversations between two machines: a text that came three times, or one that a phone or a service sends by itself
 * (`isAutoReply`). Such a text gets last words and then, for an hour, nothing; a person behind an automatic reply is still
 * answered when they write something else. Texts are kept as hashes under a key of this process, people by their
 * pseudonyms, and of both only the latest. Not in the store, on purpose: whoever holds a key that machines share could try
 * out what somebody wrote. So each process ends a loop for itself, after as many texts as one process would; of a machine
 * that sends much, all processes together hear (`limits`).
 */
export function createBreaker(isAutoReply: (text: string) => boolean, mostPeople = 10_000): Breaker {
  const key = createSecretKey(randomBytes(32))
  const people = recentOnly<Heard>(mostPeople)
  const hashOf = (text: string) => createHmac('sha256', key).update(plain(text)).digest('base64url').slice(0, 16)
  const heardOf = (person: string): Heard =>
    people.get(person) ?? { recent: [], autoUntil: 0, texts: new Map(), urgent: new Map() }

  return {
    hear(person, text, now) {
      const heard = heardOf(person)
      people.set(person, heard)
      const hash = hashOf(text)
      heard.recent = [...heard.recent.filter(({ at }) => now - at < same.within), { hash, at: now }].slice(-mostRecent)
      for (const map of [heard.texts, heard.urgent]) for (const [one, until] of map) if (until <= now) map.delete(one)
      if (now < (heard.texts.get(hash) ?? 0)) return 'silence'
      if (isAutoReply(text)) {
        if (now < heard.autoUntil) return 'silence'
        heard.autoUntil = now + pause
        return 'last_words'
      }
      const again = heard.recent.filter((one) => one.hash === hash)
      if (again.length < same.times || plain(text).length < sameLength) return 'answer'
      heard.texts.set(hash, now + pause)
      return 'last_words'
    },
    urgent(person, text, now) {
      const { urgent } = heardOf(person)
      const hash = hashOf(text)
      if (now < (urgent.get(hash) ?? 0)) return false
      urgent.set(hash, now + pause)
      return true
    },
  }
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}
