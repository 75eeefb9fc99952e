import { plainSms, smsSize } from '../../channels/sms/text.ts'
import type { Sentences } from '../../content/sentences.ts'
import { type Link, linkCode, longestTeam } from '../../conversation/links.ts'
import { type Language, languages } from '../../taxonomy.ts'

/** What a link may have after its scheme, so that it can be read out and typed. */
export const longestLink = 30

/** Whom the message is for, and who sends it. `team` empty: not given. */
export type Referral = { link: Link; language: Language; family: boolean; team: string }

export type MessageParts = {
  sentences: Sentences
  publicUrl: string
  /** E.164; null: nothing is said of texting. */
  smsNumber: string | null
}

/** What is passed on, in the person's language. `sms` fits one SMS part in GSM-7 languages and two in the others. */
export type Message = {
  url: string
  /** What to text, and the number as people dial it; null where there is none. */
  reply: { word: string; number: string } | null
  team: string
  sms: string
  parts: number
  subject: string
  mail: string
}

/** Reads what a team typed as its name: one line, none of the signs of links and markup, cut to what fits; '' for none. */
export function teamOf(typed: unknown): string {
  if (typeof typed !== 'string') return ''
  return typed
    .replace(/[^\p{L}\p{M}\p{N} '&().-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, longestTeam)
    .trim()
}

export function messageFor({ sentences, publicUrl, smsNumber }: MessageParts, referral: Referral): Message {
  const { language } = referral
  const say = (key: string, params?: Record<string, string>) => sentences.say(language, `refer:${key}`, params)
  const url = urlOf(publicUrl, referral)
  const team = referral.link.team ?? (referral.team || say('team'))
  const reply = smsNumber ? { word: wordOf(sentences, referral), number: nationalNumber(smsNumber) } : null
  const values = { team, url, ...reply }
  const sms = plainSms(say(reply ? 'text.number' : 'text.link', values))
  const closing = [...(reply ? [say('paper.number', reply)] : []), say('paper.danger'), say('paper.talk')]
  return {
    url,
    reply,
    team,
    sms,
    parts: smsSize(sms).parts,
    subject: say('mail.subject', { team }),
    mail: [say('mail.what'), say('mail.private', { team }), url, ...closing].join('\n\n'),
  }
}

/** /go/NAME, /go/NAME/LANG or /go/NAME/LANG/family; "f" where "family" would make it too long. */
export function urlOf(publicUrl: string, { link, language, family }: Omit<Referral, 'team'>): string {
  const home = `${publicUrl}/go/${link.name}`
  if (!family) return language === 'en' ? home : `${home}/${linkCode(language)}`
  const whole = `${home}/${linkCode(language)}/family`
  return lengthOf(whole) <= longestLink ? whole : whole.replace(/amily$/, '')
}

/** The links in use that grow longer than they may at this address, as they then are. */
export function tooLong(links: readonly Link[], publicUrl: string): string[] {
  return links
    .filter(({ revoked }) => !revoked)
    .flatMap((link) => languages.map((language) => urlOf(publicUrl, { link, language, family: true })))
    .filter((url) => lengthOf(url) > longestLink)
}

/** Characters after the scheme. */
export function lengthOf(url: string): number {
  return url.replace(/^https?:\/\//, '').length
}

/** What to text for the same start: the name, the language's own word, and F for family. */
function wordOf(sentences: Sentences, { link, language, family }: Referral): string {
  const words = [link.name.toUpperCase(), ...(language === 'en' ? [] : [sentences.say(language, 'refer:word')])]
  return [...words, ...(family ? ['F'] : [])].join(' ')
}

/** As people in the UK dial and read it: 07700 900123. */
export function nationalNumber(e164: string): string {
  const [, four, six] = /^\+44(7\d{3})(\d{6})$/.exec(e164) ?? []
  return four ? `0${four} ${six}` : e164.replace(/^\+44/, '0')
}
