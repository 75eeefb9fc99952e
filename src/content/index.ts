import { createHash } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import type { ConversationContent } from '../conversation/content.ts'
import { compileLinks, type Links, takenNames } from '../conversation/links.ts'
import {
  compileDirectory,
  compileMentions,
  compileNames,
  type FindNamed,
  type Mentions,
  neverHidden,
  type Service,
} from '../directory/index.ts'
import type { Screen } from '../safety/index.ts'
import { type Language, languages } from '../taxonomy.ts'
import type { Reading } from '../understanding/index.ts'
import type { Area } from './area.ts'
import { type Confirmations, isConfirmed } from './confirmations.ts'
import { type Facts, readFacts } from './facts.ts'
import { type Files, type Instead, openFiles } from './files.ts'
import { compileForbidden, type FindForbidden } from './never-published.ts'
import { countStates, type Reviews } from './reviews.ts'
import { createSentences, type Sentences } from './sentences.ts'
import { translationsOf } from './translations.ts'
import type { CallFacts } from './voice.ts'
import { compileWords, readWords, type Words } from './words.ts'

export { coreLost, unconfirmedCore } from './core.ts'
export { ContentError, type Instead } from './files.ts'
export type { Forbidden } from './never-published.ts'
export {
  countStates,
  type Review,
  type ReviewState,
  type Reviews,
  reviewStates,
  stateOf,
  wordsHash,
} from './reviews.ts'
export { createSentences, type Sentences } from './sentences.ts'
export { type ToRing, toRing } from './to-ring.ts'
export { englishOnly, type Translation, translationsOf } from './translations.ts'

/** Everything the assistant knows and says, checked whole and never changed: a new one is loaded instead. */
export type Bundle = ConversationContent & {
  /** Names this content; the same files give the same. */
  hash: string
  area: Area
  /** Every service as written, shown or not, for `check` and the list to ring through. */
  services: readonly Service[]
  /** The names that staff pass on. */
  links: Links
  read: (text: string) => Reading
  /** The services a text names and says nothing besides. */
  named: FindNamed
  /** The services a message names among other words. */
  mentions: (text: string) => Mentions
  screen: Screen
  /** Whether a text is one that a phone or a service sends by itself. */
  isAutoReply: (text: string) => boolean
  /** What a call says besides its sentences. */
  call: CallFacts
  /** The numbers that sentences name to be called, for call links. */
  numbers: readonly string[]
  /** What a text holds that must not be published. */
  forbiddenIn: FindForbidden
  /** The day for which confirmations count. */
  day: Temporal.PlainDate
  confirmed: (service: string, contact: string) => boolean
  /** Reported wrong by several people, and shown to nobody until someone has looked. */
  hidden: (service: string, contact: string) => boolean
  /** What was confirmed, by whom and until when, whether or not it still holds. */
  confirmations: Confirmations
  /** Which sentences people have read and found right. */
  reviewed: Readonly<Record<Language, Reviews>>
  /** What the fixed replies to danger print: each must be confirmed before production begins. */
  printed: readonly { service: string; contact: string }[]
  /**
   * The same content as it may be shown on another day: confirmations end. Quick, reads nothing. `hidden`: contacts that are
   * not shown until somebody has looked, as `service type:value`; what is never hidden is shown all the same.
   */
  on: (day: Temporal.PlainDate, hidden?: ReadonlySet<string>) => Bundle
  /**
   * The content as it is with these files in the place of those on the disk, on a day. Where they are facts (services,
   * confirmations, sentences) it takes a tenth of a second, otherwise as long as loading. Throws ContentError.
   */
  with: (instead: Instead, today: Temporal.PlainDate) => Bundle
}

export type LoadOptions = {
  /** The folder that holds content/ and locales/. */
  root: string
  area: string
  /** In production an unconfirmed contact is not shown, and a draft language is not offered. */
  production: boolean
  /** Draft languages that production offers all the same. */
  allowDraft?: readonly string[]
  /** The day for which confirmations count. */
  today: Temporal.PlainDate
  /** Files as they would be, by path in `root`, to see what would become of the whole before they are written. */
  instead?: Instead
}

/**
 * Loads content/ and locales/ into one bundle.
 * @throws ContentError naming every file at fault
 */
export function loadBundle(options: LoadOptions): Bundle {
  const files = openFiles(options.root, options.instead)
  const words = readWords(files, options.area)
  const facts = readFacts(files, options.area)
  files.finish()
  return bundleOf(options, compileWords(given(words)), given(facts), files)
}

/** What the assistant knows and says on top of how it reads and screens, which is made once and takes the time. */
function bundleOf(options: LoadOptions, words: Words, facts: Facts, files: Files): Bundle {
  const links = compileLinks(facts.links)
  for (const name of takenNames(links, words.read, words.screen))
    files.problem(
      `content/areas/${options.area}/links.yaml`,
      `"${name}" means something already (\`fingerpost understand\`)`,
    )
  files.finish()
  const { production, allowDraft = [] } = options
  const { services, resources, reviewed } = facts
  const sentences = createSentences(resources, words.numbersByName)
  const drafts = new Set(languages.filter((one) => one !== 'en' && isDraft(sentences, one, reviewed[one])))
  const offered = languages.filter((one) => !production || !drafts.has(one) || allowDraft.includes(one))
  const { numbersByName, numbersToCall, ordinary, ofPlace, files: wordFiles, ...ofWords } = words
  const shownAlways = neverHidden(
    services,
    words.printed.map((one) => one.service),
  )
  const on = (day: Temporal.PlainDate, hidden: ReadonlySet<string> = new Set()): Bundle => {
    const confirmed = (id: string, contact: string) => isConfirmed(facts.confirmations, id, contact, day.toString())
    const isHidden = (id: string, contact: string) => !shownAlways.has(id) && hidden.has(`${id} ${contact}`)
    const directory = compileDirectory(services, {
      confirmed,
      showUnconfirmed: !production,
      hidden: isHidden,
      taxonomy: facts.taxonomy,
    })
    let named: FindNamed | null = null
    let mentions: ((text: string) => Mentions) | null = null
    return {
      ...fixedParts,
      day,
      confirmed,
      hidden: isHidden,
      directory,
      // Made when it is first asked: a check of every list asks no name.
      named: (text, empty) => {
        named ??= compileNames(directory.services, facts.asking, ordinary, ofPlace)
        return named(text, empty)
      },
      mentions: (text) => {
        mentions ??= compileMentions(directory.services, facts.asking, ordinary)
        return mentions(text)
      },
    }
  }
  const fixedParts = {
    ...ofWords,
    hash: hashOf(new Map([...wordFiles, ...files.read])),
    area: facts.area,
    services,
    links,
    flow: facts.flow,
    taxonomy: facts.taxonomy,
    sentences,
    offered,
    drafts,
    saysDraft: production,
    confirmations: facts.confirmations,
    forbiddenIn: compileForbidden(facts.forbidden),
    numbers: numbersToCall,
    reviewed,
    neverHidden: (id: string) => shownAlways.has(id),
    on,
    with: (instead: Instead, today: Temporal.PlainDate) => {
      const changed = { ...options, instead, today }
      const read = openFiles(options.root, instead)
      const again = readFacts(read, options.area)
      // A file that is no fact is how we read or screen, or nothing at all.
      if ([...instead].some(([path, text]) => text !== null && !read.read.has(path))) return loadBundle(changed)
      read.finish()
      return bundleOf(changed, words, given(again), read)
    },
  }
  return on(options.today)
}

/** One sentence nobody has reviewed makes a language a draft. */
function isDraft(sentences: Sentences, language: Language, reviewed: Reviews): boolean {
  return countStates(reviewed, translationsOf(sentences, language).values()).draft > 0
}

/** @throws Error where something was read with a problem, and yet was not refused */
function given<T extends object>(read: T | null): T {
  if (!read) throw new Error('content was checked and is missing')
  return read
}

function hashOf(read: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
  for (const path of [...read.keys()].sort()) hash.update(`${path}\n${read.get(path)}\n`)
  return hash.digest('hex').slice(0, 16)
}
