import { type Bundle, englishOnly, translationsOf } from '../../content/index.ts'
import { channels, type Language } from '../../taxonomy.ts'

export type Checked = { looked: string; problems: string[] }

/** What the carriers act on: printed as a word to send, it would silence us or bring a legal notice (rules 1.5). */
const carrierWords =
  /(?<![\p{L}\p{N}])(STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT|UNSTOP|YES|HELP|INFO)(?![\p{L}\p{N}])/u

/** The same, in an invitation and in any case: "text help to...", "reply yes". */
const invited =
  /\b(text|reply|send|type)\s+["']?(stopall|unsubscribe|cancel|end|quit|revoke|optout|unstop|yes|help|info)\b/i

/**
 * Every sentence in every language, with the same values to fill in, and none that invites a carrier's word. A channel's
 * own variant (`_sms`, `_web`, `_botframework`) may be missing: the plain sentence then stands for it.
 */
export function checkSentences({ sentences, flow }: Bundle, languages: readonly Language[]): Checked {
  const problems: string[] = []
  const english = plainKeys(sentences.keys('en'))
  for (const language of languages) {
    const all = sentences.keys(language)
    const own = plainKeys(all)
    for (const [key, text] of english) {
      if (englishOnly.includes(key.split(':')[0] ?? '')) continue
      const theirs = own.get(key)
      // A service that nobody has put into a language is "a local service" there until somebody has (serviceText).
      if (theirs === undefined && key.startsWith('services:') && !key.startsWith('services:imported.')) continue
      if (theirs === undefined) problems.push(`${language}: no sentence ${key}`)
      else if (valuesIn(theirs) !== valuesIn(text) && !key.startsWith('safety:'))
        problems.push(`${language}: ${key} names other values than in English`)
    }
    for (const { key, form, text } of translationsOf(sentences, language).values())
      if (form && text === '') problems.push(`${language}: no sentence ${key}, for numbers that are "${form}"`)
    for (const key of own.keys()) if (!english.has(key)) problems.push(`${language}: ${key} is not in English`)
    for (const [key, text] of all) {
      const plain = text.replaceAll(/\{\{.*?\}\}/g, '')
      const word = carrierWords.exec(plain)?.[0] ?? invited.exec(plain)?.[0]
      if (word) problems.push(`${language}: ${key} prints ${word}, a word the carriers act on`)
    }
  }
  for (const { label } of Object.values(flow.questions).flatMap((question) => question.choices))
    for (const language of languages)
      for (const channel of channels) {
        if (!sentences.has(language, label)) continue
        const text = sentences.say(language, label, undefined, channel)
        if (carrierWords.test(text.trim().toUpperCase()) && !text.includes(' '))
          problems.push(`${language}: the choice ${label} is a carrier's word`)
      }
  return { looked: `${english.size} sentences in ${languages.length} languages`, problems }
}

/** Without the variants of channels and plural forms. */
function plainKeys(keys: ReadonlyMap<string, string>): Map<string, string> {
  const plain = new Map<string, string>()
  for (const [key, text] of keys)
    if (!new RegExp(`_(${channels.join('|')})$`).test(key))
      plain.set(key.replace(/_(zero|one|two|few|many|other)$/, ''), text)
  return plain
}

function valuesIn(text: string): string {
  return [...new Set(text.match(/\{\{\s*\w+\s*\}\}/g) ?? [])].sort().join(' ')
}
