import { type Request, type Response, Router } from 'express'
import QRCode from 'qrcode'
import { Temporal } from 'temporal-polyfill'
import type { Bundle } from '../../content/index.ts'
import { languageName } from '../../conversation/language-name.ts'
import { type Link, longestTeam } from '../../conversation/links.ts'
import type { Language } from '../../taxonomy.ts'
import type { RenderPage, StaffPage } from '../pages.ts'
import { createGoRouter } from './go.ts'
import { type Message, messageFor, type Referral, teamOf } from './message.ts'
import { ringTogether } from './ring.ts'
import { usesOf } from './uses.ts'

export type ReferParts = {
  bundle: () => Bundle
  render: RenderPage
  publicUrl: string
  smsNumber: string | null
  /** Adds one to a count of today. Never rejects. */
  count: (name: string) => void
  /** What was counted on a day; rejects where the store cannot tell. */
  counts: (day: string) => Promise<Record<string, number>>
  /** Epoch milliseconds. */
  now?: () => number
}

/** How many days the page of uses goes back, from yesterday. */
const daysShown = 7

/**
 * What staff pass on, at /refer: no login, no data of any patient, nothing kept but how often a link was used in a day.
 * Everything is a GET, so a page can be bookmarked as it stands. And the links themselves, /go/NAME.
 */
export function createReferRouter(parts: ReferParts): Router {
  const { bundle, render, now = Date.now } = parts
  const say = (key: string) => bundle().sentences.say('en', `staff:${key}`)
  const router = Router()
  router.use(createGoRouter({ links: () => bundle().links, count: parts.count }))

  router.get('/refer', (request, response) => {
    const referral = referralIn(bundle(), request)
    send(response, 'refer.njk', {
      title: say('refer.title'),
      ...shown(parts, referral),
      ring: ringTogether(bundle(), referral.family, Temporal.Instant.fromEpochMilliseconds(now())),
      choices: choicesFor(bundle(), referral),
      languageInEnglish: languageName(referral.language, 'en'),
      longestTeam,
    })
  })
  for (const paper of ['slip', 'poster'] as const)
    router.get(`/refer/${paper}`, async (request, response) => {
      const referral = referralIn(bundle(), request)
      const found = shown(parts, referral)
      send(response, `${paper}.njk`, {
        title: say(`${paper}.title`),
        ...found,
        own: printed(referral.language, found.message),
        english: printed('en', found.message),
        inEnglish: referral.language === 'en',
        qr: await QRCode.toString(found.message.url, { type: 'svg', margin: 0, errorCorrectionLevel: 'M' }),
      })
    })
  router.get('/refer/guide', (_request, response) => {
    const english = bundle().sentences.keys('en')
    const list = (part: string) =>
      [...english.keys()]
        .filter((key) => key.startsWith(`guide:${part}.`) && !key.endsWith('.title'))
        .map((key) => bundle().sentences.say('en', key))
    send(response, 'guide.njk', { title: bundle().sentences.say('en', 'guide:title'), nav: navigation('guide'), list })
  })
  router.get('/refer/uses', async (_request, response) => {
    const today = Temporal.Instant.fromEpochMilliseconds(now()).toZonedDateTimeISO('Europe/London').toPlainDate()
    // Of days that are over only: a count that can be watched growing tells who was just here.
    const days = Array.from({ length: daysShown }, (_, back) => today.subtract({ days: back + 1 }).toString())
    const counted = await Promise.all(days.map((day) => parts.counts(day)))
    send(response, 'uses.njk', {
      title: say('uses.title'),
      nav: navigation('uses'),
      days: days.map((day, at) => ({ day, uses: usesOf(bundle().links.all, counted[at] ?? {}) })),
    })
  })
  return router

  function send(response: Response, view: string, page: StaffPage): void {
    response.type('html').send(render(view, page))
  }

  function shown({ publicUrl, smsNumber }: ReferParts, referral: Referral) {
    const { sentences } = bundle()
    const message: Message = messageFor({ sentences, publicUrl, smsNumber }, referral)
    const query = queryOf(referral)
    return { referral, message, query, nav: navigation('refer', query) }
  }

  /** A sentence as it is printed: a number stays on one line. */
  function printed(language: Language, { reply }: Message) {
    return (key: string) =>
      bundle()
        .sentences.say(language, `refer:${key}`, { ...reply })
        .replace(/(\d) (?=\d)/g, '$1\u00a0')
  }

  function navigation(current: string, query = ''): NonNullable<StaffPage['nav']> {
    return [
      { text: say('refer.title'), href: `/refer${query}`, current: current === 'refer' },
      { text: say('guide.title'), href: '/refer/guide', current: current === 'guide' },
      { text: say('uses.title'), href: '/refer/uses', current: current === 'uses' },
    ]
  }
}

/**
 * What the query asks for. Where it names no link that there is, it is the one of no team: nobody passes on the name of
 * another team by leaving it as it is.
 */
function referralIn({ links, offered }: Bundle, { query }: Request): Referral {
  const current = links.all.filter(({ revoked }) => !revoked)
  const link =
    current.find(({ name }) => name === query.link) ?? current.find(({ team }) => !team) ?? current[0] ?? noLink
  const language = offered.find((one) => one === query.lang) ?? 'en'
  return { link, language, family: query.for === 'family', team: link.team ? '' : teamOf(query.team) }
}

/** Where an area has no link at all, an unknown name still opens the chat. */
const noLink: Link = { name: 'link', revoked: false }

/** The query of this page with one thing changed. */
function queryOf({ link, language, family, team }: Referral): string {
  const query = new URLSearchParams({ link: link.name })
  if (language !== 'en') query.set('lang', language)
  if (family) query.set('for', 'family')
  if (team) query.set('team', team)
  return `?${query}`
}

/** Everything that can be chosen by one press: whom it is for and in which language at once, and the team. */
function choicesFor({ offered, sentences, links }: Bundle, referral: Referral) {
  const audience = (family: boolean) => ({
    key: family ? 'family' : 'person',
    languages: offered.map((one) => ({
      lang: one,
      text: sentences.say(one, `conversation:languages.${one}`, undefined, 'web'),
      english: languageName(one, 'en'),
      href: `/refer${queryOf({ ...referral, language: one, family })}`,
      current: one === referral.language && family === referral.family,
    })),
  })
  const team = (link: Link) => ({
    text: link.team ?? sentences.say('en', 'staff:refer.any_team'),
    href: `/refer${queryOf({ ...referral, link, team: '' })}`,
    current: link.name === referral.link.name,
  })
  return {
    audiences: [false, true].map(audience),
    teams: links.all.filter(({ revoked }) => !revoked).map(team),
  }
}
