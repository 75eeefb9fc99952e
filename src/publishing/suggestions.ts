import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { suggestedParts } from '../conversation/suggest.ts'
import { retention } from '../privacy/index.ts'
import { type Document, type Store, StoreError } from '../store/index.ts'
import { channels, languages } from '../taxonomy.ts'

/** What a curator made of a place that somebody told us of. */
export const outcomes = ['drafted', 'listed', 'declined'] as const
export type Outcome = (typeof outcomes)[number]

/** Somebody to write to once: their address, sealed, and the number of ours they wrote to. */
const byText = z.strictObject({
  by: z.literal('text'),
  /** Their pseudonym, without which the address stays shut. */
  person: z.string(),
  channel: z.enum(channels),
  address: z.string(),
  via: z.string(),
})
export type ByText = z.infer<typeof byText>

/** The words of a person, until a curator has looked at them; then no word of it is left. */
const suggestion = z.strictObject({
  /** The pseudonym of the conversation, so that FORGET finds it. */
  who: z.string(),
  at: z.number(),
  language: z.enum(languages),
  channel: z.enum(channels),
  name: z.string(),
  where: z.string(),
  what: z.string(),
  /** Every question was answered or skipped. */
  finished: z.boolean(),
  /** Who wants to hear what became of it, and how; null: nobody. */
  tell: z.union([z.strictObject({ by: z.literal('code') }), byText]).nullable(),
  outcome: z.enum(outcomes).nullable(),
  /** What is to be sent of it. */
  news: z.string(),
})
export type Suggestion = z.infer<typeof suggestion>

const told = { id: z.string(), language: z.enum(languages), channel: z.enum(channels) }
/** One part of a suggestion as a turn hands it on. */
export const suggestedPart = z.discriminatedUnion('part', [
  z.strictObject({ ...told, part: z.enum(suggestedParts), words: z.string() }),
  z.strictObject({ ...told, part: z.literal('withdrawn') }),
  z.strictObject({
    ...told,
    part: z.literal('tell'),
    address: z.string().optional(),
    via: z.string().optional(),
  }),
])
export type Part = z.infer<typeof suggestedPart>

/** `full`: one person, or all of them, told of more places than a curator could look at; it was not kept. */
export type Added = 'added' | 'gone' | 'full'

/** A text for somebody, not before `due`; where it is sent, `counters` are added to the counts of `day` (YYYY-MM-DD). */
export type News = { text: string; due: number; counters: Readonly<Record<string, number>>; day: string }

export type Suggestions = {
  /** Puts down one part; safe to do twice. `gone`: it was taken back, or decided on. */
  add(conversation: string, part: Part): Promise<Added>
  /** What nobody has looked at yet, the oldest first. */
  open(): Promise<({ id: string } & Suggestion)[]>
  /**
   * A curator looked: the words go, and what is left is what they want to hear. `news` is sent to who wants to be written
   * to, once. False where somebody else looked first.
   */
  decide(id: string, outcome: Outcome, news: News): Promise<boolean>
  /** What became of the one of a code: null where there is none, or nobody asked to hear. */
  outcomeOf(code: string): Promise<Outcome | 'waiting' | null>
  /** Takes out whom to write to, for whoever does so now; null where they have been, or it was erased or not decided yet. */
  takeNews(id: string): Promise<{ to: ByText; text: string } | null>
  /** Whether it is there and nobody has decided on it. */
  isOpen(id: string): Promise<boolean>
  /** It could not be sent for now. */
  giveBack(id: string, to: ByText): Promise<void>
  /** Nothing is left to be told. */
  done(id: string): Promise<void>
  /** What people told, under any of their ids; with `finished` also where all was told. */
  forget(people: readonly string[], finished: boolean): Promise<void>
}

/** The kind of job that tells somebody what became of it. */
export const newsKind = 'suggestion_news'

/** Of one conversation in a day, however often it begins anew; and unlooked at, of one channel: a page is filled in soon. */
const mostOfOne = 6
const mostOpen = 200
const day = 24 * 3_600_000
const collection = 'suggestions'
const maxAttempts = 8

/** Without letters and digits that look alike. 60 bits: not to be guessed at a page that answers a few times a minute. */
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz'
/** A name for a suggestion, by which its person may look it up. */
export function newCode(): string {
  const bytes = randomBytes(64).filter((byte) => byte < alphabet.length * 8)
  const letters = [...bytes.subarray(0, 12)].map((byte) => alphabet[byte % alphabet.length])
  return [0, 4, 8].map((at) => letters.slice(at, at + 4).join('')).join('-')
}

export function createSuggestions(
  store: Pick<Store, 'document' | 'documents' | 'putDocument' | 'commit'>,
  now: () => number,
): Suggestions {
  /** What it becomes: null, nothing; undefined, it stays as it is. */
  const change = async (id: string, make: (known: Suggestion | null) => Suggestion | null | undefined) => {
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const at = now()
      const found = await store.document(collection, id, at)
      const known = found && read(found)
      const next = make(known)
      if (next === undefined || (next === null && !found)) return false
      const text = next && JSON.stringify(next)
      const expires = next?.outcome ? at + retention.outcome : (next?.at ?? at) + retention.suggestion
      if ((await store.putDocument({ collection, id, version: found?.version ?? 0, text, expires }, at)) !== null)
        return true
    }
    throw new StoreError('failed', 'too many at once')
  }
  const one = async (id: string) => {
    const found = await store.document(collection, id, now())
    return found && read(found)
  }
  const all = async () => (await store.documents(collection, now())).map((one) => ({ id: one.id, ...read(one) }))

  return {
    async add(conversation, part) {
      const { id } = part
      if (part.part === 'withdrawn') {
        await change(id, (known) => (known?.outcome === null ? null : undefined))
        return 'added'
      }
      if (part.part === 'name' && !(await store.document(collection, id, now()))) {
        const known = await all()
        const theirs = known.filter(({ who, at }) => who === conversation && now() - at < day)
        const open = known.filter(({ outcome, channel }) => outcome === null && channel === part.channel)
        if (theirs.length >= mostOfOne || open.length >= mostOpen) return 'full'
      }
      const done = await change(id, (known) => {
        if (part.part === 'name' && !known) return first(conversation, part, now())
        if (known?.outcome !== null) return undefined
        if (part.part === 'tell') return { ...known, tell: tellOf(conversation, part) }
        return { ...known, [part.part]: part.words, finished: known.finished || part.part === 'what' }
      })
      return done ? 'added' : 'gone'
    },
    async open() {
      return (await all()).filter(({ outcome }) => outcome === null).sort((a, b) => a.at - b.at)
    },
    async decide(id, outcome, news) {
      const known = await one(id)
      if (known?.outcome !== null) return false
      // What is to be sent waits in the outbox first: a text that finds nothing decided yet waits on, a lost one is lost.
      if (known.tell?.by === 'text') await enqueue(id, news)
      return change(id, (now) => {
        if (now?.outcome !== null) return undefined
        return now.tell && { ...now, name: '', where: '', what: '', outcome, news: news.text }
      })
    },
    async isOpen(id) {
      return (await one(id))?.outcome === null
    },
    async outcomeOf(code) {
      const known = await one(code)
      return known?.tell?.by === 'code' ? (known.outcome ?? 'waiting') : null
    },
    async takeNews(id) {
      const taken: { to: ByText; text: string }[] = []
      await change(id, (known) => {
        taken.length = 0
        if (!known?.outcome || known.tell?.by !== 'text') return undefined
        taken.push({ to: known.tell, text: known.news })
        return { ...known, tell: null }
      })
      return taken[0] ?? null
    },
    async giveBack(id, to) {
      await change(id, (known) => (known ? { ...known, tell: to } : undefined))
    },
    async done(id) {
      await change(id, () => null)
    },
    async forget(people, finished) {
      for (const one of await all())
        if (people.includes(one.who) && (finished || !one.finished)) await change(one.id, () => null)
    },
  }

  /** Into the outbox, in a line of its own: a later turn of the person moves nothing there, and a second click adds nothing. */
  async function enqueue(id: string, { due, counters, day: today }: News): Promise<void> {
    const at = now()
    const ends = at + retention.outcome
    await store.commit({
      claim: `${newsKind}:${id}`,
      conversation: `${newsKind}:${id}`,
      version: 0,
      session: null,
      reply: '',
      now: at,
      sessionExpires: at,
      claimExpires: ends,
      replyExpires: at,
      jobs: [{ kind: newsKind, payload: JSON.stringify({ id }), due, expires: ends }],
      counters,
      day: today,
    })
  }
}

function first(who: string, part: Extract<Part, { words: string }>, at: number): Suggestion {
  const { language, channel, words: name } = part
  return { who, at, language, channel, name, where: '', what: '', finished: false, tell: null, outcome: null, news: '' }
}

function tellOf(person: string, { channel, address, via }: Extract<Part, { part: 'tell' }>): Suggestion['tell'] {
  if (channel === 'web' || channel === 'botframework') return { by: 'code' }
  return address && via ? { by: 'text', person, channel, address, via } : null
}

function read({ text }: Document): Suggestion {
  return suggestion.parse(JSON.parse(text))
}
