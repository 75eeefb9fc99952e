import type { Response } from 'express'
import { livedMonths, livedQuestions, visit, visitCounts } from '../../directory/index.ts'
import { hashOf } from '../../publishing/releases.ts'
import { addVisit, removeVisit } from '../../publishing/visits.ts'
import { type DeskRecord, recordNamed } from './directory.ts'
import { draftBundle } from './draft.ts'
import { type Fields, fieldsOf } from './form.ts'
import { noRecord } from './no-record.ts'
import { dayOf, missing, monthName, navFor, notAllowed } from './pages.ts'
import type { DeskParts, DeskRoute, Visitor } from './parts.ts'
import { mayChange } from './people.ts'
import { previewsOf } from './preview.ts'

type Opened = DeskRecord & { text: string }

/**
 * What it was really like at a service, as yes and no of curators with lived experience. There is no field for words: a
 * service with comments would be another kind of service in law (Online Safety Act, user-to-user).
 */
export function visitRoutes(parts: DeskParts): DeskRoute[] {
  const { say, render, workbench } = parts
  const monthNow = () => dayOf(parts.now()).slice(0, 7)

  const page = async (
    visitor: Visitor,
    { area, path, service }: Opened,
    more: { fields?: Fields; errors?: Record<string, string>; saved?: boolean; from: string },
  ) => {
    const month = monthNow()
    const visits = (service.lived ?? []).map((one, at) => ({
      at,
      month: monthName(one.visited),
      counts: visitCounts(one, month),
      answers: livedQuestions.flatMap((question) =>
        one[question] === undefined ? [] : [{ question, answer: one[question] ? 'yes' : 'no' }],
      ),
    }))
    return render('desk/visits.njk', {
      title: say('desk:visits.title', { name: service.name }),
      nav: navFor(parts, 'records'),
      visitor,
      service,
      path,
      visits: visits.toReversed(),
      questions: livedQuestions,
      months: monthsTo(month).map((value) => ({ value, text: monthName(value) })),
      may: mayChange(visitor.person, { area, fits: service.fits }),
      seen: visits.length > 0 ? previewsOf(await draftBundle(parts), service.id, parts.now()) : [],
      fields: {},
      errors: {},
      saved: false,
      ...more,
    })
  }

  /** Saves the record's file as it would be, unless somebody else saved it since the page was opened. */
  const save = async (
    response: Response,
    visitor: Visitor,
    record: Opened,
    made: { from: string; text: string; why: string },
  ) => {
    const { from, text, why } = made
    const saved = await workbench.save({ path: record.path, from, text, by: visitor.person.sign, why })
    if (saved.outcome !== 'conflict') return response.redirect(303, `/desk/records/${record.service.id}/visits?saved`)
    const errors = { visited: say('desk:visits.conflict') }
    response.status(409).send(await page(visitor, record, { from: hashOf(record.text), errors }))
  }

  return [
    {
      method: 'get',
      path: '/desk/records/:id/visits',
      role: 'reader',
      async handle(request, response, visitor) {
        const record = await recordNamed(parts, String(request.params.id))
        if (!record) return noRecord(parts, response, visitor, String(request.params.id))
        const saved = request.query.saved !== undefined
        response.send(await page(visitor, record, { from: hashOf(record.text), saved }))
      },
    },
    {
      method: 'post',
      path: '/desk/records/:id/visits',
      role: 'curator',
      async handle(request, response, visitor) {
        const record = await recordNamed(parts, String(request.params.id))
        if (!record) return missing(parts, response, visitor)
        const { area, service } = record
        if (!mayChange(visitor.person, { area, fits: service.fits })) return notAllowed(parts, response, visitor)
        const fields = fieldsOf(request)
        const { visited = '', from = '' } = fields
        const errors: Record<string, string> = {}
        if (!monthsTo(monthNow()).includes(visited)) errors.visited = say('desk:visits.errors.month')
        const answers = livedQuestions.flatMap((question) =>
          fields[question] === 'yes' || fields[question] === 'no' ? [[question, fields[question] === 'yes']] : [],
        )
        if (answers.length === 0) errors.greeted = say('desk:visits.errors.none')
        if (Object.keys(errors).length > 0)
          return void response.status(422).send(await page(visitor, record, { fields, errors, from }))
        const text = addVisit(record.text, visit.parse({ visited, ...Object.fromEntries(answers) }))
        await save(response, visitor, record, {
          from,
          text,
          why: say('desk:visits.why', { month: monthName(visited) }),
        })
      },
    },
    {
      method: 'post',
      path: '/desk/records/:id/visits/remove',
      role: 'curator',
      async handle(request, response, visitor) {
        const record = await recordNamed(parts, String(request.params.id))
        const { at = '', from = '' } = fieldsOf(request)
        const known = record?.service.lived?.[/^\d+$/.test(at) ? Number(at) : -1]
        if (!record || !known) return missing(parts, response, visitor)
        const { area, service } = record
        if (!mayChange(visitor.person, { area, fits: service.fits })) return notAllowed(parts, response, visitor)
        const why = say('desk:visits.whyRemoved', { month: monthName(known.visited) })
        await save(response, visitor, record, { from, text: removeVisit(record.text, Number(at)), why })
      },
    },
  ]
}

/** The months a visit may be of, the latest first: those that would be shown. */
function monthsTo(month: string): string[] {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return Array.from({ length: livedMonths + 1 }, (_, back) =>
    new Date(Date.UTC(year, number - 1 - back, 1)).toISOString().slice(0, 7),
  )
}
