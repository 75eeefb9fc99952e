import { z } from 'zod'
import type { Screen } from '../safety/index.ts'
import { answeredIn, type ChannelId, type Language, languages } from '../taxonomy.ts'
import type { Reading } from '../understanding/index.ts'
import type { Meaning } from '../understanding/meaning.ts'
import type { At, ConversationContent } from './content.ts'
import { newSession, type Session } from './session.ts'
import { begin, type Step } from './step.ts'

/** The longest name of a team: with it the text that is passed on still fits its SMS parts. */
export const longestTeam = 22

/** content/areas/<area>/links.yaml. */
export const linksFile = z.strictObject({
  links: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z0-9]{2,9}$/, 'must be 3 to 10 small letters and digits, a letter first'),
        team: z.string().min(2).max(longestTeam).optional(),
        revoked: z.boolean().default(false),
      }),
    )
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'must not name a link twice'),
})
export type Link = z.infer<typeof linksFile>['links'][number]

export type Links = {
  all: readonly Link[]
  /** By name, in any case; revoked ones too. */
  get(name: string): Link | null
}

/** Where a link leads: the language (null: as it is), and whether it is for family. */
export type Start = { language: Language | null; family: boolean }

/** A text that begins with a link's name: the start it asks for, or null and what the words after the name mean. */
export type Linked = { link: Link; start: Start | null; text: string; meaning: Meaning }

export function compileLinks({ links }: z.infer<typeof linksFile>): Links {
  const byName = new Map(links.map((link) => [link.name, link]))
  return { all: links, get: (name) => byName.get(name.toLowerCase()) ?? null }
}

/** The language as it stands in a link: "pl", and "pal" for pa-Latn. */
export function linkCode(language: Language): string {
  return language.replace(/-(\w)\w*$/, '$1').toLowerCase()
}

/** What `linkCode` wrote, or the language's own code in any case; null for anything else. */
export function languageOfCode(code: string): Language | null {
  const wanted = code.toLowerCase()
  return languages.find((one) => wanted === linkCode(one) || wanted === one.toLowerCase()) ?? null
}

/** "family", or "f" where the whole would grow too long. */
export function saysFamily(word: string): boolean {
  return /^f(amily)?$/i.test(word)
}

/**
 * A text whose first word names a link: "FERNHILL", "Fernhill polski", "FERNHILL POLSKI FAMILY", or words of one's own
 * after the name. Null where it names none, and where the name is part of something else that was said.
 */
export function readLinked(links: Links, read: (text: string) => Reading, text: string): Linked | null {
  const [first = ''] = text.trim().slice(0, longestNamed).split(/\s+/, 1)
  const name = bare(first)
  const link = links.get(name)
  if (!link) return null
  const [, ...others] = text.trim().slice(0, longestNamed).split(/\s+/)
  const words = others.map(bare)
  const rest = text.trim().replace(/^\S+\s*/, '')
  const { meaning } = read(rest)
  if (belongsToMore(name, read(text), meaning)) return null
  const family = words.length <= 3 && saysFamily(words.at(-1) ?? '')
  const before = family ? words.slice(0, -1) : words
  const asked = before.length === 0 ? null : read(before.join(' ')).meaning
  const language = asked?.command === 'language' ? answeredIn(asked.to ?? null) : null
  const start = asked === null || (language && before.length <= 2) ? { language, family } : null
  return { link, start, text: rest, meaning }
}

/** More of a text is not looked at for a name and a language. */
const longestNamed = 200

/** Without the quotes and stops that people and phones put around a word. */
function bare(word: string): string {
  return word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{M}\p{N}]+$/gu, '')
}

/** Whether the first word is part of a phrase or a place ("mutual aid", "Fern Road"). */
function belongsToMore(name: string, { why, meaning }: Reading, rest: Meaning): boolean {
  const inPhrase = why.some(({ words }) => words.split(' ').includes(name.toLowerCase()))
  return inPhrase || JSON.stringify(meaning.place) !== JSON.stringify(rest.place)
}

/** The names that mean something already: as a place, a command, what people say for help, or danger. */
export function takenNames({ all }: Links, read: (text: string) => { meaning: Meaning }, screen: Screen): string[] {
  return all
    .map(({ name }) => name)
    .filter((name) => !read(name).meaning.empty || screen(name).danger || screen(name).signals.length > 0)
}

/** Opens the conversation anew, in the language and at the start a link asks for. */
export function followLink(content: ConversationContent, session: Session, { language, family }: Start, at: At): Step {
  const speaks = language !== null && content.offered.includes(language)
  const empty = newSession(speaks ? language : session.language, content.flow.start, session.lastAt)
  const carried = { signals: session.signals, suggested: session.suggested, plain: session.plain }
  const fresh = { ...empty, languageChosen: speaks || session.languageChosen, ...carried }
  return begin(content, fresh, family ? 'family' : null, at)
}

/** What a day's uses of a link are counted under. */
export function linkCount(name: string, channel: ChannelId): string {
  return `link.${name}.${channel}`
}
