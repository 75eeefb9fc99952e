import { createHmac, randomBytes } from 'node:crypto'
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
 * sends nothing else is stopped by `many`.
 */
const sameLength = 16
/** More than this many messages within this long. */
const many = { times: 20, within: 10 * minute }

/** What is remembered of one person: hashes and times. */
type Heard = {
  recent: { hash: string; at: number }[]
  /** When the silence ends, for everything and for what replies by itself. */
  until: number
  autoUntil: number
  /** The same for single texts, and those to which urgent words went out in a silence. */
  texts: Map<string, number>
  urgent: Map<string, number>
}

/**
 * Ends conversations between two machines: a text that came three times, one that a phone or a service sends by itself
 * (`isAutoReply`), more than twenty messages in ten minutes. Such a text gets last words and then, for an hour, nothing; a
 * person behind an automatic reply is still answered when they write something else, but for the twenty. Texts are kept as
 * hashes under a key of this process, people by their pseudonyms, and of both only the latest.
 */
export function createBreaker(isAutoReply: (text: string) => boolean, mostPeople = 10_000): Breaker {
  const key = randomBytes(32)
  const people = recentOnly<Heard>(mostPeople)
  const hashOf = (text: string) => createHmac('sha256', key).update(plain(text)).digest('base64url').slice(0, 16)
  const heardOf = (person: string): Heard =>
    people.get(person) ?? { recent: [], until: 0, autoUntil: 0, texts: new Map(), urgent: new Map() }

  return {
    hear(person, text, now) {
      const heard = heardOf(person)
      people.set(person, heard)
      const hash = hashOf(text)
      heard.recent = [...heard.recent.filter(({ at }) => now - at < many.within), { hash, at: now }].slice(
        -many.times - 1,
      )
      for (const map of [heard.texts, heard.urgent]) for (const [one, until] of map) if (until <= now) map.delete(one)
      if (now < heard.until || now < (heard.texts.get(hash) ?? 0)) return 'silence'
      if (isAutoReply(text)) {
        if (now < heard.autoUntil) return 'silence'
        heard.autoUntil = now + pause
        return 'last_words'
      }
      if (heard.recent.length > many.times) {
        heard.until = now + pause
        return 'last_words'
      }
      const again = heard.recent.filter((one) => one.hash === hash && now - one.at < same.within)
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
