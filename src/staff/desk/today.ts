import type { Bundle } from '../../content/index.ts'
import { countStates, type ToRing, toRing, translationsOf } from '../../content/index.ts'
import { livedNos } from '../../directory/index.ts'
import { namedRows } from '../../publishing/imported.ts'
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
        const rows = toRing(bundle, today)
        const page = {
          title: say('desk:nav.today'),
          nav: navFor(parts, 'today'),
          visitor,
          waiting: (await parts.workbench.waiting()).length,
          reported: await reportedWrong(parts),
          expiring: expiring(rows),
          unconfirmed: unconfirmed(rows),
          gone: confirmedAndGone(parts, bundle, today),
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
function expiring(rows: readonly ToRing[]) {
  return rows
    .flatMap(({ service, told, until, confirmed }) =>
      until === null ? [] : [{ service, told, until, over: !confirmed }],
    )
    .sort(
      (a, b) =>
        Number(b.service.core === 'crisis') - Number(a.service.core === 'crisis') || a.until.localeCompare(b.until),
    )
}

function unconfirmed(all: readonly ToRing[]) {
  const rows = all.filter(({ confirmed }) => !confirmed)
  return {
    contacts: rows.length,
    core: [...new Set(rows.filter(({ core }) => core).map(({ service }) => service.name))],
  }
}

/**
 * Imported records that somebody confirmed and that are no services any more: gone from their source, or changed there so
 * that they cannot be shown. They are named while the confirmation would hold, and for a month after they went.
 */
function confirmedAndGone(parts: DeskParts, { services, confirmations }: Bundle, today: string) {
  const known = new Set(services.map(({ id }) => id))
  const lost = Map.groupBy(
    confirmations.filter(({ service }) => !known.has(service)),
    ({ service }) => service,
  )
  if (lost.size === 0) return []
  return parts
    .importedFiles()
    .flatMap((path) => namedRows(parts.installed(path) ?? '', new Set(lost.keys())))
    .filter(({ id, retired }) => {
      const ends =
        (lost.get(id) ?? [])
          .map(({ expires }) => expires)
          .sort()
          .at(-1) ?? ''
      return ends >= today || (retired !== null && retired <= ends && monthsAfter(retired, 1) >= today)
    })
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
