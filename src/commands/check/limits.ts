import { renderActivities } from '../../channels/botframework/render.ts'
import { mostParts, renderSms } from '../../channels/sms/render.ts'
import { smsSize } from '../../channels/sms/text.ts'
import { renderWeb } from '../../channels/web/render.ts'
import type { Wording } from '../../channels/words/index.ts'
import type { Bundle } from '../../content/index.ts'
import type { Reply } from '../../conversation/reply.ts'
import { type Language, languages } from '../../taxonomy.ts'

/** What rendering needs beside the reply: see `Wording`. */
export type Told = Omit<Wording, 'language' | 'channel'>

/** What is wrong with one message by SMS: too many parts, a letter that doubles its price, nothing said, no way to help. */
export function smsProblems({ flow }: Bundle, told: Told, reply: Reply): string[] {
  return tried(() => {
    const text = renderSms(flow, told, reply)
    const size = smsSize(text)
    const allowed = mostParts(flow, reply)[size.encoding === 'GSM-7' ? 0 : 1]
    return [
      ...(text === '' ? ['says nothing'] : []),
      ...(size.parts > allowed
        ? [`${size.parts} SMS parts, ${allowed} allowed (${size.characters} characters, ${size.encoding})`]
        : []),
      ...(inGsm7(reply.language) && size.encoding === 'UCS-2'
        ? [`a letter outside GSM-7 doubles its price: ${dearIn(text)}`]
        : []),
      ...(!inGsm7(reply.language) && size.encoding === 'GSM-7' ? ['in Latin letters only, unlike its language'] : []),
      ...(namesUrgentHelp(text, flow.urgent) ? [] : ['no way to urgent help is shown']),
    ]
  })
}

/** What is wrong with a reply on the page: a sentence that is missing. The page itself has the ways to help and out. */
export function webProblems(bundle: Bundle, told: Told, reply: Reply): string[] {
  return tried(() => {
    renderWeb(told, bundle, reply)
    return []
  })
}

/** The same of a reply as Activities. */
export function activityProblems({ numbers }: Bundle, told: Told, reply: Reply): string[] {
  return tried(() => {
    renderActivities(told, numbers, reply)
    return []
  })
}

function dearIn(text: string): string | undefined {
  return [...text].find((one) => smsSize(one).encoding === 'UCS-2')
}

/** The key for urgent help standing alone ("0 urgent", "text 0."), or 999 itself. */
function namesUrgentHelp(text: string, key: string): boolean {
  return new RegExp(String.raw`(?<![\d.,:/-])(${key}|999)(?![\d:/-]|[.,]\d)`).test(text)
}

/** What is found, or the sentence that is missing for it. */
export function tried(find: () => string[]): string[] {
  try {
    return find()
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

/** Languages in Latin letters fit GSM-7 once made plain; the others never do. */
const latin = new Set(languages.filter((one) => new Intl.Locale(one).maximize().script === 'Latn'))

export function inGsm7(language: Language): boolean {
  return latin.has(language)
}
