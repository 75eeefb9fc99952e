import { createBankHolidays } from '../directory/bankHolidays.ts'
import { areaPlaces, compilePlaces, placeWords } from '../places/index.ts'
import {
  classesFile,
  classifierFile,
  compileClassifier,
  compileHalves,
  compileReplies,
  compileSignals,
  contextFile,
  joinClassifier,
  linesFile,
  repliesFile,
  rulesFile,
  type Lexicon as ScreenLexicon,
  signalsFile,
  signalsOf,
} from '../safety/index.ts'
import { compileRightWords } from '../text/index.ts'
import { compileReader, lexicon } from '../understanding/index.ts'
import { autoReplies, compileAutoReplies } from './auto-replies.ts'
import type { Files } from './files.ts'
import { compileCall, voiceFile } from './voice.ts'

/** How messages are read and screened, and the fixed replies: compiled once, for it takes seconds. */
export type Words = ReturnType<typeof compileWords>

/** Null where a file cannot be used; `files` knows why. */
export function readWords(files: Files, areaId: string) {
  const placesOfArea = files.yaml(`content/areas/${areaId}/places.yaml`, areaPlaces)
  const placesWords = files.yaml('content/places/words.yaml', placeWords)
  const outcodes = files.text('content/places/outcodes.tsv')
  const sectors = files.text('content/places/sectors.tsv')
  const lines = files.yaml('content/safety/lines.yaml', linesFile)
  const replies = files.yaml('content/safety/replies.yaml', repliesFile)
  const signals = files.yaml('content/safety/signals.yaml', signalsFile)
  const classifier = files.jsonOf('content/safety/classifier.json', classifierFile)
  const automatic = files.yaml('content/auto-replies.yaml', autoReplies)
  const voice = files.yaml('content/voice.yaml', voiceFile)
  const screens = files.list('content/safety/lexicons').flatMap((language) => screenLexicon(files, language) ?? [])
  const lexicons = foldersOf(files, 'content/lexicons').flatMap((path) => files.yaml(path, lexicon) ?? [])
  const right = files.list('content/words').map((name) => files.text(`content/words/${name}`))
  if (!placesOfArea || !placesWords || !lines || !replies || !signals || !classifier || !voice || !automatic)
    return null
  const places = { outcodes, sectors, area: placesOfArea, words: placesWords }
  return {
    places,
    lines,
    replies,
    signals,
    classifier,
    automatic,
    voice,
    screens,
    lexicons,
    right,
    files: new Map(files.read),
  }
}

export function compileWords(words: NonNullable<ReturnType<typeof readWords>>) {
  const { lines, screens } = words
  const places = compilePlaces(words.places)
  const right = compileRightWords(words.right.flatMap((text) => text.split(/\s+/)))
  const { towns, neighbourhoods, outside } = words.places.area
  const ofPlaces = new Set([...towns, ...neighbourhoods, ...outside].flatMap(({ slug }) => slug.split('-')))
  return {
    places,
    isBankHoliday: createBankHolidays(),
    replies: compileReplies(lines, words.replies),
    call: compileCall(lines, words.voice),
    isAutoReply: compileAutoReplies(words.automatic),
    weigh: compileSignals(words.signals, new Set(screens.flatMap(signalsOf))),
    /** Whether a word is in a dictionary or of a place's name, and whether it is of a place's. */
    ordinary: (word: string) => right(word) || ofPlaces.has(word),
    ofPlace: (word: string) => ofPlaces.has(word),
    read: compileReader(words.lexicons, places, right),
    screen: joinClassifier(compileHalves(screens), compileClassifier(words.classifier)),
    numbersByName: Object.fromEntries(Object.entries(lines).map(([name, line]) => [name, line.number])),
    numbersToCall: Object.values(lines).flatMap(({ by, number }) => (by === 'phone' ? number : [])),
    printed: Object.values(lines).flatMap((line) => line.confirmed_as ?? []),
    /** What it was made of, by path. */
    files: words.files,
  }
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
