import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { type Lexicon, lexicon, linesFile, repliesFile } from '../../src/safety/index.ts'

const root = join(import.meta.dirname, '../..')
const yaml = (path: string): unknown => parse(readFileSync(join(root, path), 'utf8'))

/** The lexicons of content/safety/lexicons, one a folder. */
export function readLexicons(): Lexicon[] {
  const folder = 'content/safety/lexicons'
  return readdirSync(join(root, folder)).map((language) => {
    const at = `${folder}/${language}`
    const kinds = readdirSync(join(root, at)).filter((file) => !['classes.yaml', 'context.yaml'].includes(file))
    return lexicon.parse({
      language,
      classes: yaml(`${at}/classes.yaml`),
      context: yaml(`${at}/context.yaml`),
      kinds: kinds.map((file) => yaml(`${at}/${file}`)),
    })
  })
}

export const readLines = () => linesFile.parse(yaml('content/safety/lines.yaml'))
export const readReplies = () => repliesFile.parse(yaml('content/safety/replies.yaml'))
export const readSentences = (language: string, subject = 'safety'): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, `locales/${language}/${subject}.json`), 'utf8'))

export type Row = { text: string; kind: string | null; level: string | null; who?: string }

/** A corpus of test/corpora/safety: rows of {text, kind, level, who}. */
export const readCorpus = (name: string): Row[] => yaml(`test/corpora/safety/${name}.yaml`) as Row[]
export const corpora = () => readdirSync(join(root, 'test/corpora/safety')).map((file) => file.replace(/\.yaml$/, ''))

/** The language that a corpus is in, by its name; English where the name tells none. */
export const languageOf = (name: string) => /^[a-z]{2}(-Latn)?(?=-|$)/.exec(name)?.[0] ?? 'en'
