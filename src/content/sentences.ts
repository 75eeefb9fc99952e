import i18next, { type i18n } from 'i18next'
import { type ChannelId, directionOf, type Language } from '../taxonomy.ts'

export type Params = Record<string, string | number>

/** All sentences, by language and key `subject:path`. */
export type Sentences = {
  /**
   * The sentence in a language, in the channel's own variant where one is written (`key_sms`, `key_web`); a chat on
   * somebody else's page (`key_botframework`) says what ours does where it has none.
   * @throws where the key is missing in the language, or a `{{name}}` in it is not given: found by `check`, never met by a person.
   */
  say(language: Language, key: string, params?: Params, channel?: ChannelId): string
  has(language: Language, key: string): boolean
  /** Every key of a language with its unfilled text, for `check`. */
  keys(language: Language): Map<string, string>
}

/**
 * @param resources language -> subject -> nested sentences, as read from locales/
 * @param facts values any sentence may name (`{{samaritans}}`): numbers are data with a source and a date, never prose
 */
export function createSentences(
  resources: Record<string, Record<string, unknown>>,
  facts: Record<string, string>,
): Sentences {
  const instance: i18n = i18next.createInstance()
  instance.init({
    resources: resources as never,
    lng: 'en',
    fallbackLng: false,
    ns: [...new Set(Object.values(resources).flatMap((subjects) => Object.keys(subjects)))],
    interpolation: { escapeValue: false, defaultVariables: facts },
    initAsync: false,
    showSupportNotice: false,
  } as never)
  const fixed = new Map<string, ReturnType<i18n['getFixedT']>>()
  const of = (language: Language) => {
    const known = fixed.get(language) ?? instance.getFixedT(language)
    fixed.set(language, known)
    return known
  }
  /** Which of a sentence's variants is said, by language, key, channel and plural form: looking it up takes longer than filling it. */
  const patterns = new Map<string, Pattern>()
  const patternOf = (language: Language, key: string, channel: ChannelId | undefined, params: Params): Pattern => {
    const form = 'count' in params ? `${params.count === 0 ? 0 : ''}${formOf(language, Number(params.count))}` : ''
    const name = `${language} ${key} ${channel ?? ''} ${form}`
    const known = patterns.get(name)
    if (known) return known
    const counted = 'count' in params ? { count: params.count } : {}
    const pattern = patternFrom(asked(language, key, { ...counted, skipInterpolation: true }, channel))
    patterns.set(name, pattern)
    return pattern
  }
  /** Sentences without values, which are most of what is said, as they are said: by language and channel, then by key. */
  const plain = new Map<string, Map<string, string>>()
  const said = (language: Language, key: string, channel?: ChannelId): string => {
    const to = channel ? `${language} ${channel}` : language
    const known = plain.get(to) ?? new Map<string, string>()
    plain.set(to, known)
    const text = known.get(key) ?? filled(language, key, undefined, channel)
    known.set(key, text)
    return text
  }
  /** Which keys a language has, as far as it was asked. */
  const held = new Map<string, boolean>()
  const has = (language: Language, key: string): boolean => {
    const name = `${language} ${key}`
    const known = held.get(name) ?? instance.exists(key, { lng: language })
    held.set(name, known)
    return known
  }
  const asked = (language: Language, key: string, params: Record<string, unknown>, channel?: ChannelId): string => {
    const borrows = channel === 'botframework' && !instance.exists(`${key}_${channel}`, { lng: language })
    const context = channel ? { context: borrows ? 'web' : channel } : {}
    const text = of(language)(key, { ...params, ...context, defaultValue: '' } as never) as unknown
    return typeof text === 'string' ? text : ''
  }
  const filled = (language: Language, key: string, given: Params = {}, channel?: ChannelId): string => {
    const braced = Object.values(given).some((value) => typeof value === 'string' && value.includes('{{'))
    const params = braced ? withoutBraces(given) : given
    const pattern = patternOf(language, key, channel, params)
    const text =
      fill(pattern, params, facts) ??
      instance.services.interpolator.interpolate(pattern.text, params, language, params as never)
    if (text === '') throw new Error(`no sentence ${key} in ${language}`)
    if (text.includes('{{')) throw new Error(`sentence ${key} in ${language} lacks a value: ${text}`)
    const whole = braced ? text.replaceAll(brace, '{{') : text
    return directionOf(language) === 'rtl' ? leftToRightNumbers(whole) : whole
  }
  return {
    say: (language, key, params, channel) =>
      params ? filled(language, key, params, channel) : said(language, key, channel),
    has,
    keys(language) {
      const found = new Map<string, string>()
      const walk = (node: unknown, path: string) => {
        if (typeof node === 'string') found.set(path, node)
        else if (node && typeof node === 'object')
          for (const [name, child] of Object.entries(node))
            walk(child, `${path}${path.endsWith(':') ? '' : '.'}${name}`)
      }
      for (const [subject, tree] of Object.entries(resources[language] ?? {})) walk(tree, `${subject}:`)
      return found
    },
  }
}

/** A sentence cut where values stand in it: words, the name of a value, words, the name of a value... */
type Pattern = { text: string; pieces: readonly string[] }

function patternFrom(text: string): Pattern {
  return { text, pieces: text.split(/\{\{(\w+)\}\}/) }
}

/** The sentence with its values: what i18next would make of it, ten times as fast. Null where it lacks one. */
function fill({ pieces }: Pattern, params: Params, facts: Readonly<Record<string, string>>): string | null {
  let text = ''
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at] as string
    const value = at % 2 === 0 ? piece : (params[piece] ?? facts[piece])
    if (value === undefined) return null
    text += value
  }
  return text
}

/** The plural form a number takes in a language (Unicode CLDR), as i18next chooses it. */
function formOf(language: Language, count: number): string {
  const known = pluralRules.get(language) ?? new Intl.PluralRules(language)
  pluralRules.set(language, known)
  return known.select(count)
}

/** Making one takes long. */
const pluralRules = new Map<Language, Intl.PluralRules>()

/** Stands for two braces in a value while a sentence is filled: a name or an address may hold them, and means nothing by it. */
const brace = '\ue000'

function withoutBraces(params: Params): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll('{{', brace) : value,
    ]),
  )
}

/** The entry that stands for a service which nobody has put into a language yet: "a local service". */
const anyService = 'imported'

/** What a service is (`kind`) or does (`about`), in a language. */
export function serviceText(
  { say, has }: Pick<Sentences, 'say' | 'has'>,
  language: Language,
  { id, texts = id }: { id: string; texts?: string },
  part: 'kind' | 'about',
  channel?: ChannelId,
): string {
  const entry = has(language, `services:${texts}.${part}`) ? texts : anyService
  return say(language, `services:${entry}.${part}`, undefined, channel)
}

/**
 * From right to left the groups of "0800 1111" change places and make another number, and the house number of an address
 * goes behind its street: a mark before each keeps the order (Unicode bidirectional algorithm, rule W7).
 */
function leftToRightNumbers(text: string): string {
  return text.replace(/(?<![\dA-Z])\u200e?(\d+(?: \d+)+|\d[\d-]* (?=[A-Z][a-z]))/g, '\u200e$1')
}
