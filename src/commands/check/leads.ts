import type { Bundle } from '../../content/index.ts'
import { languageName } from '../../conversation/language-name.ts'
import type { Block } from '../../conversation/reply.ts'
import { newSession } from '../../conversation/session.ts'
import { type Manner, show } from '../../conversation/show.ts'
import { languages } from '../../taxonomy.ts'
import { gentleLines } from './dangers.ts'
import type { Judge } from './judge.ts'
import type { Sample } from './lists.ts'
import type { Clock } from './moments.ts'

/**
 * What may stand before a question or a list: what this is, that a question was skipped, a line for a danger that is past or
 * not sure, the withdrawal warning; both of these, and either alone, for with both a list may be longer. Whatever fits with
 * all of it fits with less. A list that is too long loses all but how it begins, so one of each beginning tells (`samples`).
 */
export function checkLeads(bundle: Bundle, judge: Judge, { now }: Clock, samples: readonly Sample[]): void {
  const text = (key: string): Block => ({ type: 'text', key })
  const warnings = [false, true].map((young) =>
    text(`safety:${bundle.replies.withdrawalWarning(new Date(now.epochMilliseconds), young).key}`),
  )
  const gentle = longestAnywhere(bundle, gentleLines(bundle, now))
  const leads = warnings.flatMap((warning) => [[warning], ...gentle.flatMap((line) => [[line], [line, warning]])])
  for (const { blocks, where, now: then } of samples)
    for (const lead of leads) {
      const before = [text('conversation:intro'), text('conversation:skipped'), ...lead]
      const keys = lead.map((line) => (line.type === 'text' ? line.key : line.type))
      const whole = [...before, ...blocks]
      const state = `${where}, after ${keys.join(' and ')}`
      judge.bySms(whole, then, state)
      // Room enough for anything: the longest will do.
      if (lead.length > 1) judge.onWhatsapp(whole, then, state)
    }
}

/** After the name of every language that somebody could ask for and we do not have. */
export function checkLanguagesAskedFor(bundle: Bundle, judge: Judge, { now }: Clock): void {
  for (const { blocks, where } of questionsOf(bundle, { now }))
    for (const language of languages)
      for (const name of namesOfLanguages(language)) {
        const intro: Block = { type: 'text', key: 'conversation:intro' }
        const sorry: Block = { type: 'text', key: 'conversation:language.not_yet', params: { language: name } }
        judge.bySms([intro, sorry, ...blocks], now, `${where}, ${name} asked for`, [language])
      }
}

/** Each question as it is put, and put again. */
export function questionsOf(bundle: Bundle, { now }: Pick<Clock, 'now'>): Sample[] {
  const session = newSession('en', bundle.flow.start, now.epochMilliseconds)
  return Object.keys(bundle.flow.questions).flatMap((prompt) =>
    (['plain', 'again'] as const satisfies Manner[]).map((manner) => {
      const standing = { ...session.standing, prompt }
      const { blocks } = show(bundle, { ...session, standing }, { now, channel: 'sms' }, manner)
      return { blocks, now, where: `${prompt}, ${manner}` }
    }),
  )
}

/** Of lines that take each other's place, those that are the longest in some language. */
function longestAnywhere({ sentences }: Bundle, lines: readonly Block[]): Block[] {
  const size = (line: Block, language: (typeof languages)[number]) =>
    line.type === 'text' ? sentences.say(language, line.key, undefined, 'sms').length : 0
  return [
    ...new Set(
      languages.map((language) =>
        lines.reduce((best, line) => (size(line, language) > size(best, language) ? line : best)),
      ),
    ),
  ]
}

/** The longest names of languages that somebody could ask for, in the words of the one they write. */
function namesOfLanguages(language: (typeof languages)[number]): string[] {
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const codes = letters.flatMap((first) => letters.map((second) => first + second))
  const names = codes.map((code) => languageName(code, language)).filter((name, index) => name !== codes[index])
  return names.toSorted((one, other) => other.length - one.length).slice(0, 3)
}
