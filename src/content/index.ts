import { createHash } from 'node:crypto'
import type { Temporal } from 'temporal-polyfill'
import type { ConversationContent } from '../conversation/content.ts'
import { flow } from '../conversation/flow.ts'
import { compileLinks, type Links, linksFile, takenNames } from '../conversation/links.ts'
import { createBankHolidays } from '../directory/bankHolidays.ts'
import { compileDirectory, type Service, service, taxonomy } from '../directory/index.ts'
import { areaPlaces, compilePlaces, placeWords } from '../places/index.ts'
import {
  classesFile,
  compileReplies,
  compileScreen,
  compileSignals,
  contextFile,
  linesFile,
  repliesFile,
  rulesFile,
  type Screen,
  type Lexicon as ScreenLexicon,
  signalsFile,
  signalsOf,
} from '../safety/index.ts'
import { type Language, languages } from '../taxonomy.ts'
import { compileRightWords } from '../text/index.ts'
import { compileReader, lexicon, type Reading } from '../understanding/index.ts'
import { type Area, area } from './area.ts'
import { autoReplies, compileAutoReplies } from './auto-replies.ts'
import { type Confirmations, confirmations, isConfirmed } from './confirmations.ts'
import { type Files, openFiles } from './files.ts'
import { importedServices } from './imported.ts'
import { countStates, type Reviews, reviews } from './reviews.ts'
import { createSentences, type Sentences } from './sentences.ts'
import { translationsOf } from './translations.ts'
import { type CallFacts, compileCall, voiceFile } from './voice.ts'

export { unconfirmedCore } from './core.ts'
export { ContentError } from './files.ts'
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
  screen: Screen
  /** Whether a text is one that a phone or a service sends by itself. */
  isAutoReply: (text: string) => boolean
  /** What a call says besides its sentences. */
  call: CallFacts
  /** The numbers that sentences name to be called, for call links. */
  numbers: readonly string[]
  confirmed: (service: string, contact: string) => boolean
  /** Which sentences people have read and found right. */
  reviewed: Readonly<Record<Language, Reviews>>
  /** What the fixed replies to danger print: each must be confirmed before production begins. */
  printed: readonly { service: string; contact: string }[]
  /** The same content as it may be shown on another day: confirmations end. Quick, reads nothing. */
  on: (day: Temporal.PlainDate) => Bundle
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
  instead?: ReadonlyMap<string, string>
}

/**
 * Loads content/ and locales/ into one bundle.
 * @throws ContentError naming every file at fault
 */
export function loadBundle({ root, area: areaId, production, allowDraft = [], today, instead }: LoadOptions): Bundle {
  const files = openFiles(root, instead)
  const home = `content/areas/${areaId}`
  const theArea = files.yaml(`${home}/area.yaml`, area)
  const ours = [...servicesIn(files, home), ...servicesIn(files, 'content/areas/national')]
  const theTaxonomy = files.yaml('content/taxonomy.yaml', taxonomy)
  const theFlow = files.yaml('content/flows/main.yaml', flow)
  const asked = files.yaml('content/confirmations.yaml', confirmations)
  const namedLinks = files.yaml(`${home}/links.yaml`, linksFile)
  const services = [...ours, ...importedServices(files, home, namedBeside(ours, asked ?? []))]
  const placesOfArea = files.yaml(`${home}/places.yaml`, areaPlaces)
  const words = files.yaml('content/places/words.yaml', placeWords)
  const outcodes = files.text('content/places/outcodes.tsv')
  const sectors = files.text('content/places/sectors.tsv')
  const lines = files.yaml('content/safety/lines.yaml', linesFile)
  const replies = files.yaml('content/safety/replies.yaml', repliesFile)
  const signals = files.yaml('content/safety/signals.yaml', signalsFile)
  const automatic = files.yaml('content/auto-replies.yaml', autoReplies)
  const voice = files.yaml('content/voice.yaml', voiceFile)
  const screens = files.list('content/safety/lexicons').flatMap((language) => screenLexicon(files, language) ?? [])
  const lexicons = foldersOf(files, 'content/lexicons').flatMap((path) => files.yaml(path, lexicon) ?? [])
  const right = files.list('content/words').map((name) => files.text(`content/words/${name}`))
  const resources = Object.fromEntries(languages.map((language) => [language, subjectsOf(files, language)]))
  const reviewed = Object.fromEntries(
    languages.map((language) => {
      const path = `locales/${language}/reviews.json`
      return [
        language,
        files.list(`locales/${language}`).includes('reviews.json') ? (files.yaml(path, reviews) ?? {}) : {},
      ]
    }),
  ) as Record<Language, Reviews>
  files.finish()
  if (
    !theArea ||
    !theTaxonomy ||
    !theFlow ||
    !asked ||
    !namedLinks ||
    !placesOfArea ||
    !words ||
    !lines ||
    !replies ||
    !signals ||
    !voice ||
    !automatic
  )
    throw new Error('content was checked and is missing')

  const isRight = compileRightWords(right.flatMap((text) => text.split(/\s+/)))
  const facts = Object.fromEntries(Object.entries(lines).map(([name, line]) => [name, line.number]))
  const sentences = createSentences(resources, facts)
  const drafts = new Set(languages.filter((one) => one !== 'en' && isDraft(sentences, one, reviewed[one])))
  const offered = languages.filter((one) => !production || !drafts.has(one) || allowDraft.includes(one))
  const places = compilePlaces({ outcodes, sectors, area: placesOfArea, words })
  const fixed = compileReplies(lines, replies)
  const read = compileReader(lexicons, places, isRight)
  const screen = compileScreen(screens)
  const links = compileLinks(namedLinks)
  for (const name of takenNames(links, read, screen))
    files.problem(`${home}/links.yaml`, `"${name}" means something already (\`fingerpost understand\`)`)
  files.finish()
  const isBankHoliday = createBankHolidays()
  const printed = Object.values(lines).flatMap((line) => line.confirmed_as ?? [])
  const on = (day: Temporal.PlainDate): Bundle => {
    const confirmed = (id: string, contact: string) => isConfirmed(asked, id, contact, day.toString())
    return {
      ...fixedParts,
      confirmed,
      directory: compileDirectory(services, { confirmed, showUnconfirmed: !production, taxonomy: theTaxonomy }),
    }
  }
  const fixedParts = {
    hash: hashOf(files.read),
    area: theArea,
    services,
    flow: theFlow,
    taxonomy: theTaxonomy,
    places,
    isBankHoliday,
    sentences,
    offered,
    drafts,
    saysDraft: production,
    replies: fixed,
    call: compileCall(lines, voice),
    isAutoReply: compileAutoReplies(automatic),
    weigh: compileSignals(signals, new Set(screens.flatMap(signalsOf))),
    links,
    read,
    screen,
    numbers: Object.values(lines).flatMap(({ by, number }) => (by === 'phone' ? number : [])),
    reviewed,
    printed,
    on,
  }
  return on(today)
}

/** The sentences of a language by subject. */
function subjectsOf(files: Files, language: Language): Record<string, unknown> {
  const names = files.list(`locales/${language}`).filter((name) => name !== 'reviews.json')
  return Object.fromEntries(
    names.map((name) => [name.replace(/\.json$/, ''), files.json(`locales/${language}/${name}`)]),
  )
}

/** One sentence nobody has reviewed makes a language a draft. */
function isDraft(sentences: Sentences, language: Language, reviewed: Reviews): boolean {
  return countStates(reviewed, translationsOf(sentences, language).values()).draft > 0
}

function servicesIn(files: Files, home: string): Service[] {
  return files.list(`${home}/services`).flatMap((name) => {
    const path = `${home}/services/${name}`
    const found = files.yaml(path, service)
    if (found && `${found.id}.yaml` !== name) files.problem(path, `is of the service ${found.id}`)
    return found ?? []
  })
}

/** Ids that confirmations name and that no service has. */
function namedBeside(services: readonly Service[], asked: Confirmations): Set<string> {
  const known = new Set(services.map((one) => one.id))
  return new Set(asked.map((one) => one.service).filter((id) => !known.has(id)))
}

function foldersOf(files: Files, home: string): string[] {
  return files
    .list(home)
    .flatMap((folder) => files.list(`${home}/${folder}`).map((name) => `${home}/${folder}/${name}`))
}

function screenLexicon(files: Files, language: string): ScreenLexicon | null {
  const home = `content/safety/lexicons/${language}`
  const classes = files.yaml(`${home}/classes.yaml`, classesFile)
  const context = files.yaml(`${home}/context.yaml`, contextFile)
  const kinds = files
    .list(home)
    .filter((name) => !['classes.yaml', 'context.yaml'].includes(name))
    .flatMap((name) => files.yaml(`${home}/${name}`, rulesFile) ?? [])
  return classes && context ? { language, classes, context, kinds } : null
}

function hashOf(read: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256')
  for (const path of [...read.keys()].sort()) hash.update(`${path}\n${read.get(path)}\n`)
  return hash.digest('hex').slice(0, 16)
}
