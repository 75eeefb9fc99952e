import type { Response } from 'express'
import { Temporal } from 'temporal-polyfill'
import type { DeskParts, Visitor } from './parts.ts'

/** The day (ISO) it is where the services are. */
export function dayOf(now: number): string {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('Europe/London').toPlainDate().toString()
}

/** "22 Nov 2026, 19:45", for staff. */
export function whenOf(at: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'Europe/London',
  }).format(at)
}

/** "May 2026", of 2026-05, for staff. */
export function monthName(month: string): string {
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00Z`),
  )
}

export function missing(parts: DeskParts, response: Response, visitor: Visitor): void {
  answer(parts, response, visitor, 404, 'missing')
}

export function notAllowed(parts: DeskParts, response: Response, visitor: Visitor): void {
  answer(parts, response, visitor, 403, 'notAllowed')
}

function answer({ say, render }: DeskParts, response: Response, visitor: Visitor, status: number, why: string): void {
  const view = { title: say(`desk:refused.${why}.title`), text: say(`desk:refused.${why}.text`) }
  const nav = navFor({ say }, '')
  response.status(status).send(render('desk/message.njk', { ...view, nav, visitor }))
}

/** The links across the top; `current` is the page one is on. */
export function navFor({ say }: Pick<DeskParts, 'say'>, current: string) {
  return ['today', 'records', 'ring', 'links', 'gaps', 'changes', 'publish'].map((page) => ({
    text: say(`desk:nav.${page}`),
    href: page === 'today' ? '/desk' : `/desk/${page}`,
    current: page === current,
  }))
}
