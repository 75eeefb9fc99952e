import { cardOf } from '../../assistant.ts'
import { smsSize } from '../../channels/sms/text.ts'
import { readReply } from '../../channels/whatsapp/offer.ts'
import { type Bundle, ContentError, type Instead } from '../../content/index.ts'
import type { Service } from '../../directory/index.ts'
import { wordEntries } from '../../publishing/entries.ts'
import { hashOf } from '../../publishing/releases.ts'
import { directionOf, type Language } from '../../taxonomy.ts'

/** The words about a service: what it is in three or four words, and what it does. */
export type Words = { kind: string; about: string }

/** Where a language's words about services stand. */
export function wordsPath(language: Language): string {
  return `locales/${language}/services.json`
}

/** The words about one service in such a file. */
export function wordsIn(text: string, service: Service): Words {
  const all = JSON.parse(text) as Record<string, Partial<Words>>
  const { kind = '', about = '' } = all[service.texts ?? service.id] ?? {}
  return { kind, about }
}

/** Names the words about one service in such a file: what a form was opened on. Others' words may change meanwhile. */
export function wordsHash(text: string, service: Service): string {
  const { kind, about } = wordsIn(text, service)
  return hashOf(JSON.stringify([kind, about]))
}

/** Such a file with other words about one service. */
export function withWords(text: string, service: Service, { kind, about }: Words): string {
  return wordEntries.change(text, new Map([[service.texts ?? service.id, { kind, about }]]))
}

/** Proper names in the words about a service, which are recognised and not read. */
export function namesOf({ name, short = name, organization }: Service): string[] {
  return [name, short, organization]
}

/** The content as it would be, or what is wrong with it. */
export function compiled(bundle: Bundle, overlay: Instead): { bundle: Bundle | null; problems: string[] } {
  try {
    return { bundle: bundle.with(overlay, bundle.day), problems: [] }
  } catch (error) {
    if (error instanceof ContentError) return { bundle: null, problems: [...error.problems] }
    throw error
  }
}

/** Over Bot Framework a person reads what the page says. */
const previewed = ['sms', 'whatsapp', 'web'] as const

/** What a person will read of a service, by language and channel. */
export function previewsOf(bundle: Bundle, id: string, now: number, languages: readonly Language[] = bundle.offered) {
  return languages.map((language) => ({
    language,
    name: nameOfLanguage(language),
    direction: directionOf(language),
    draft: bundle.drafts.has(language),
    channels: previewed.map((channel) => {
      const reply = cardOf(bundle, id, channel, language, now)
      const text = reply && channel === 'whatsapp' ? readReply(reply).text : reply
      return { channel, text, parts: channel === 'sms' && text ? smsSize(text).parts : null }
    }),
  }))
}

/** A language's English name, for staff. */
export function nameOfLanguage(language: Language): string {
  return new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language
}
