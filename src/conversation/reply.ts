import type { Listed } from '../directory/listing.ts'
import type { Place } from '../places/index.ts'
import type { Language } from '../taxonomy.ts'

/**
 * A reply before it is put in a channel's form: keys of sentences and facts, no wording. A channel renders it inside its
 * limits (channels/<id>/render.ts), looking sentences up by `language`, with the channel's own variant where one exists.
 */
export type Reply = { language: Language; blocks: Block[] }

/** A key of locales/<language>/<subject>.json, written `subject:path.to.sentence`. */
export type SentenceKey = string
export type Params = Record<string, string | number>

export type Block =
  /**
   * `only`: said where a reply is nothing but text; a page shows it otherwise. `page`: the page of ours that tells more, by
   * its address, where a tap can open it.
   */
  | { type: 'text'; key: SentenceKey; params?: Params; only?: 'text'; page?: string }
  /**
   * The fixed reply to danger; `lines` are the crisis lines in it. `wayOn` says how to carry on where there are no
   * buttons. `language`: the same in another language, as a message of its own.
   */
  | { type: 'danger'; key: SentenceKey; lines: string[]; wayOn?: SentenceKey; language?: Language }
  /** What the numbers mean. `key` is what is typed ("1", "0", "MORE"); `value` is what the session remembers it by. */
  | { type: 'choices'; items: Choice[] }
  /**
   * Up to three services, numbered from the first item's `key`; `place` is where the person said they are. `plain`: somebody
   * else may read it, and a text names nothing by its subject.
   */
  | { type: 'services'; items: { key: string; listed: Listed }[]; place?: Place | null; plain?: boolean }
  /** One service in full. */
  | { type: 'card'; listed: Listed; plain?: boolean }

/** `quiet`: the words beside it already name it, so only a channel with buttons shows it. */
export type Choice = { key: string; label: SentenceKey; params?: Params; value: string; quiet?: boolean }
