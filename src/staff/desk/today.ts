import type { Bundle } from '../../content/index.ts'
import { countStates, toRing, translationsOf } from '../../content/index.ts'
import { livedNos } from '../../directory/index.ts'
import { monthsAfter } from '../../publishing/record.ts'
import { type Language, languages } from '../../taxonomy.ts'
import { draftBundle } from './draft.ts'
import { importedAndNew } from './imported.ts'
import { dayOf, monthName, navFor } from './pages.ts'
import type { DeskParts, DeskRoute } from './parts.ts'
import { reportedWrong } from './reports.ts'

/** What needs a hand. */
export function todayRoutes(parts: DeskParts): DeskRoute[] {
  const { say, render } = parts
  return [
    {
      method: 'get',
      path: '/desk',
      role: 'reader',
      async handle(_request, response, visitor) {
        const bundle = await draftBundle(parts)
        const today = dayOf(parts.now())
        const page = {
          title: say('desk:nav.today'),
          nav: navFor(parts, 'today'),
          visitor,
          waiting: (await parts.workbench.waiting()).length,
          reported: await reportedWrong(parts),
          expiring: expiring(bundle, today),
          unconfirmed: unconfirmed(bundle, today),
          imported: await importedNow(parts),
          review: toReview(bundle, today),
          suggested: (await parts.suggestions.open()).length,
          lived: notAtEase(bundle, today),
          untranslated: untranslated(bundle),
        }
        response.send(render('desk/today.njk', page))
      },
    },
  ]
}

/** Confirmations that end within a month, or ended: those of a crisis line first, then by the day. */
function expiring(bundle: Bundle, today: string) {
  const soon = monthsAfter(today, 1)
  return bundle.confirmations
    .filter(({ expires }) => expires <= soon)
    .flatMap(({ service: id, contact, expires }) => {
      const service = bundle.services.find((one) => one.id === id)
      return service
        ? [{ service, contact: contact.slice(contact.indexOf(':') + 1), expires, over: expires < today }]
        : []
    })
    .sort(
      (a, b) =>
        Number(b.service.core === 'crisis') - Number(a.service.core === 'crisis') || (a.expires < b.expires ? -1 : 1),
    )
}

function unconfirmed(bundle: Bundle, today: string) {
  const rows = toRing(bundle, today)
  return {
    contacts: rows.length,
    core: [...new Set(rows.filter(({ core }) => core).map(({ service }) => service.name))],
  }
}

/** What was imported and nobody has looked at: how many, and the latest. */
async function importedNow(parts: DeskParts) {
  const rows = await importedAndNew(parts)
  const latest = rows.reduce((found, one) => (one.taken > found.taken ? one : found), { taken: '', source: '' })
  return { count: rows.length, latest: latest.taken, source: latest.source }
}

/** Records whose sources were to be looked at again by now. */
function toReview(bundle: Bundle, today: string) {
  return bundle.services.flatMap((service) => {
    const days = Object.values(service.provenance).map(({ review_by }) => review_by)
    const [first] = days.sort()
    return first !== undefined && first < today ? [{ service, since: first }] : []
  })
}

/** Where somebody who went answered no, and nobody has gone since. */
function notAtEase(bundle: Bundle, today: string) {
  return bundle.services.flatMap((service) => {
    const nos = livedNos(service.lived ?? [], today.slice(0, 7))
    const [first] = nos
    return first ? [{ service, month: monthName(first.month), questions: nos.map(({ question }) => question) }] : []
  })
}

/** How many sentences of each language nobody has read and found right, or are missing where a service is new. */
function untranslated(bundle: Bundle) {
  return languages
    .filter((language) => language !== 'en')
    .map((language) => ({
      name: new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language,
      count: waitingIn(bundle, language),
    }))
    .filter(({ count }) => count > 0)
}

function waitingIn({ sentences, reviewed }: Bundle, language: Language): number {
  const all = [...translationsOf(sentences, language).values()]
  const missing = all.filter(({ key, text, channel }) => text === '' && !channel && key.startsWith('services:'))
  return countStates(reviewed[language], all).draft + missing.length
}
