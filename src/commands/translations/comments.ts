import { Temporal } from 'temporal-polyfill'
import { renderSms } from '../../channels/sms/render.ts'
import { plainSms, smsSize } from '../../channels/sms/text.ts'
import { type Bundle, type Reviews, stateOf, type Translation, translationsOf } from '../../content/index.ts'
import type { Flow } from '../../conversation/flow.ts'
import { openTurn } from '../../conversation/turn.ts'
import type { Language } from '../../taxonomy.ts'
import { inGsm7 } from '../check/limits.ts'
import type { Guide, Note } from './guide.ts'
import { capitalsIn, valuesIn } from './rules.ts'

/** Says what a translator has to know of a sentence of a language: one line a fact. */
export function commenter(bundle: Bundle, guide: Guide, language: Language, now: number) {
  const all = translationsOf(bundle.sentences, language)
  const greeting = greetingSize(bundle, language, now)
  return (one: Translation): string[] => {
    const note = guide.noteOf(one.plain)
    return [
      ...(note ? [aboutOf(bundle, note, one)] : []),
      ...variantOf(guide, all, language, one),
      ...serviceOf(bundle, guide, one),
      ...dangerOf(guide, one),
      ...beforeOf(bundle.flow, guide, all, one, note),
      ...valuesIn(one.english).map((name) => valueWords(guide, name)),
      ...capitalsOf(guide, one),
      ...(one.channel !== null && one.channel !== 'sms' ? [] : lengthOf(bundle, guide, language, one, note, greeting)),
      reviewOf(guide, bundle.reviewed[language], one),
    ]
  }
}

function aboutOf(bundle: Bundle, { note }: Note, { key, english }: Translation): string {
  return note.replace('{name}', serviceNamed(bundle, key)?.name ?? '').replace('{english}', english)
}

function variantOf(
  guide: Guide,
  all: ReadonlyMap<string, Translation>,
  language: Language,
  { channel, form, plain }: Translation,
): string[] {
  if (form) return [guide.phrase('form', { numbers: numbersOf(language, form).join(', ') })]
  if (!channel) return []
  const instead = all.get(plain)
  return [
    guide.phrase(channel),
    ...(instead ? [guide.phrase('optional', { text: instead.text || instead.english })] : []),
  ]
}

/** The first few numbers that a language counts in this form. */
function numbersOf(language: Language, form: Intl.LDMLPluralRule): string[] {
  const rules = new Intl.PluralRules(language)
  const numbers = [...Array.from({ length: 121 }, (_, number) => number), 0.5, 1.2, 2.5, 1_000_000]
  return numbers
    .filter((number) => rules.select(number) === form)
    .slice(0, 4)
    .map(String)
}

function serviceOf(bundle: Bundle, guide: Guide, { key }: Translation): string[] {
  const service = serviceNamed(bundle, key)
  return service ? [guide.phrase('service', { name: service.name })] : []
}

function serviceNamed(bundle: Bundle, key: string) {
  const id = /^services:([\w-]+)\./.exec(key)?.[1]
  return id === undefined ? undefined : bundle.services.find((one) => (one.texts ?? one.id) === id)
}

function dangerOf(guide: Guide, { plain }: Translation): string[] {
  const named = (key: string) => `safety:${key}` === plain
  return [...guide.replies.now, ...guide.replies.gentle]
    .filter(({ key, kind }) => named(key) && kind !== undefined)
    .map(({ kind = '', who = 'self', young }) =>
      guide.phrase('danger', {
        kind: kind.replaceAll('_', ' '),
        who: guide.phrase(young && who === 'self' ? 'young' : who),
      }),
    )
}

/** What is on the screen just above: for an answer to choose the question, otherwise what is noted. */
function beforeOf(
  flow: Flow,
  guide: Guide,
  all: ReadonlyMap<string, Translation>,
  { plain, channel }: Translation,
  note: Note | null,
): string[] {
  const questions = Object.values(flow.questions)
  const english = (key: string) => all.get(key)?.english ?? ''
  const asked = questions.filter(({ choices }) => choices.some(({ label }) => label === plain))
  const repeated = questions.filter(({ again }) => again === plain)
  const before = note?.before ? (all.get(`${note.before}_${channel}`) ?? all.get(note.before)) : undefined
  return [
    ...asked.map(({ ask }) => guide.phrase('answer_to', { english: english(ask) })),
    ...repeated.map(({ ask }) => guide.phrase('repeat_of', { english: english(ask) })),
    ...(before ? [beforeWords(guide, before)] : []),
  ]
}

function beforeWords(guide: Guide, { english, text }: Translation): string {
  return guide.phrase(text === '' || text === english ? 'before' : 'before_own', { english, text })
}

function valueWords(guide: Guide, name: string): string {
  const line = guide.lines[name]
  if (line) return guide.phrase('line', { name, means: line.name, example: line.number })
  const value = guide.values[name]
  return guide.phrase('value', { name, means: value?.means ?? '', example: value?.example ?? '' })
}

function capitalsOf(guide: Guide, { english }: Translation): string[] {
  const words = capitalsIn(english).filter((word) => !guide.capitals_free.includes(word))
  return words.length > 0 ? [guide.phrase('capitals', { words: words.join(', ') })] : []
}

/** How long it may be: what `check` allows, in the characters a text message of this language counts. */
function lengthOf(
  bundle: Bundle,
  guide: Guide,
  language: Language,
  one: Translation,
  note: Note | null,
  greeting: number,
): string[] {
  const own = note && (note.most[language] ?? note.most.all)
  const lines = own ? [guide.phrase('most', { most: own })] : []
  if (note?.budget) {
    const { most, parts } = budgetOf(bundle.flow, note.budget, language)
    if (note.alone) {
      const now = one.text === '' ? 0 : smsSize(plainSms(bundle.sentences.say(language, one.key))).characters
      lines.push(guide.phrase('alone', { most, parts, now }))
    } else if (note.budget === 'first') lines.push(guide.phrase('shared_first', { most, now: greeting }))
    else lines.push(guide.phrase('shared', { most, english: sizeOf(guide, one.english) }))
  }
  return lines.length > 0 && !inGsm7(language) ? [...lines, guide.phrase('marks')] : lines
}

function budgetOf({ sms }: Flow, name: keyof Flow['sms']['parts'], language: Language) {
  const [gsm, ucs] = sms.parts[name]
  const [parts, single, joined] = inGsm7(language) ? [gsm, 160, 153] : [ucs, 70, 67]
  return { parts, most: parts === 1 ? single : parts * joined }
}

/** Characters as a phone network counts them, the numbers of the crisis lines filled in. */
function sizeOf({ lines }: Guide, text: string): number {
  const filled = text.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (whole, name) => lines[name]?.number ?? whole)
  return smsSize(plainSms(filled)).characters
}

function greetingSize(bundle: Bundle, language: Language, now: number): number {
  const at = { now: Temporal.Instant.fromEpochMilliseconds(now), channel: 'sms' as const }
  const { reply } = openTurn(bundle, language, at)
  const wording = { sentences: bundle.sentences, directory: bundle.directory, now: at.now }
  return smsSize(renderSms(bundle.flow, wording, reply)).characters
}

function reviewOf(guide: Guide, reviewed: Reviews, one: Translation): string {
  const state = stateOf(reviewed, one)
  const review = reviewed[one.key]
  return guide.phrase(state, state !== 'draft' && review ? { by: review.by, on: review.on } : {})
}
