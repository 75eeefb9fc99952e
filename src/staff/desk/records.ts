import type { Service } from '../../directory/index.ts'
import { changedFacts, changeRecord, readable, readRecord, unsourced } from '../../publishing/record.ts'
import { hashOf } from '../../publishing/releases.ts'
import { warningsOf, wordsWarnings } from '../../publishing/warnings.ts'
import { allRecords, choicesFor, type DeskRecord, recordNamed } from './directory.ts'
import { findRecords } from './find.ts'
import { changeFrom, type Fields, fieldsFor, fieldsOf, originFrom, rowsOf } from './form.ts'
import { lookPage } from './look.ts'
import { noRecord } from './no-record.ts'
import { dayOf, missing, navFor, notAllowed } from './pages.ts'
import type { DeskParts, DeskRoute, Visitor } from './parts.ts'
import { mayChange } from './people.ts'
import { namesOf, type Words, withWords, wordsHash, wordsIn, wordsPath } from './preview.ts'
import { hasTraitErrors } from './traits.ts'
import { wordsStates } from './words.ts'

/** Where the English words about services stand. */
const english = wordsPath('en')

/** The list of records, one record's form, what it would become, and saving it. */
export function recordRoutes(parts: DeskParts): DeskRoute[] {
  const { say, render, workbench } = parts

  const wordsFor = async (service: Service): Promise<{ words: Words; from: string }> => {
    const text = (await workbench.text(english)) ?? '{}'
    return { words: wordsIn(text, service), from: wordsHash(text, service) }
  }

  const showForm = async (
    visitor: Visitor,
    record: DeskRecord & { text: string },
    fields: Fields,
    more: { errors?: Record<string, string>; from: string; fromWords: string; saved?: boolean },
  ) => {
    const { service } = record
    const errors = Object.fromEntries(
      Object.entries(more.errors ?? {}).map(([field, key]) => [field, say(`desk:errors.${key}`)]),
    )
    return render('desk/record.njk', {
      title: service.name,
      nav: navFor(parts, 'records'),
      visitor,
      record,
      fields,
      errors,
      rows: { contacts: rowsOf(fields, 'contacts'), locations: rowsOf(fields, 'locations') },
      offered: choicesFor(parts),
      traitErrors: hasTraitErrors(errors),
      words: await wordsStates(parts, record),
      may: mayChange(visitor.person, { area: record.area, fits: service.fits }),
      sharesWords: service.texts !== undefined,
      from: more.from,
      fromWords: more.fromWords,
      saved: more.saved ?? false,
    })
  }

  /** What a form would make of a record, to be looked at before it is saved. */
  const showPreview = async (
    visitor: Visitor,
    record: DeskRecord & { text: string },
    made: { text: string; words: Words | null; why: string; from: string; fromWords: string },
  ) => {
    const after = readRecord(made.text)
    const wordsNow = (await workbench.text(english)) ?? '{}'
    const words = made.words
    const wordsThen = words ? withWords(wordsNow, after, words) : wordsNow
    return lookPage(parts, visitor, {
      service: after,
      action: `/desk/records/${record.service.id}/save`,
      hidden: { text: made.text, from: made.from, fromWords: made.fromWords, why: made.why, ...words },
      files: [
        { path: record.path, before: record.text, after: made.text },
        { path: english, before: wordsNow, after: wordsThen },
      ],
      warnings: [
        ...warningsOf(parts.live.bundle(), record.service, after),
        ...(words ? wordsWarnings(words.about, namesOf(after)) : []),
      ],
      notes: wordsThen === wordsNow ? [] : ['desk:preview.stale'],
    })
  }

  return [
    {
      method: 'get',
      path: '/desk/records',
      role: 'reader',
      async handle(request, response, visitor) {
        const asked = typeof request.query.q === 'string' ? request.query.q.trim() : ''
        const records = findRecords(await allRecords(parts), asked)
        const title = say('desk:nav.records')
        const nav = navFor(parts, 'records')
        response.send(render('desk/records.njk', { title, nav, visitor, records, asked }))
      },
    },
    {
      method: 'get',
      path: '/desk/records/:id',
      role: 'reader',
      async handle(request, response, visitor) {
        const record = await recordNamed(parts, String(request.params.id))
        if (!record) return noRecord(parts, response, visitor, String(request.params.id))
        const { words, from: fromWords } = await wordsFor(record.service)
        const from = hashOf(record.text)
        const saved = request.query.saved !== undefined
        response.send(await showForm(visitor, record, fieldsFor(record.service, words), { from, fromWords, saved }))
      },
    },
    {
      method: 'post',
      path: '/desk/records/:id/preview',
      role: 'curator',
      async handle(request, response, visitor) {
        const record = await recordNamed(parts, String(request.params.id))
        if (!record) return missing(parts, response, visitor)
        if (!mayChange(visitor.person, { area: record.area, fits: record.service.fits }))
          return notAllowed(parts, response, visitor)
        const fields = fieldsOf(request)
        const { why = '', from = '', fromWords = '' } = fields
        const again = async (errors: Record<string, string>) =>
          void response.status(422).send(await showForm(visitor, record, fields, { errors, from, fromWords }))
        if (from !== hashOf(record.text)) return sayConflict(response, visitor, record, fields)
        const origin = originFrom(fields, dayOf(parts.now()))
        let text: string
        const errors: Record<string, string> = {}
        try {
          if (fields.whole !== undefined) text = `${fields.whole}\n`
          else {
            const asked = changeFrom(fields, record.service)
            Object.assign(errors, asked.errors)
            text = changeRecord(record.text, asked.change, origin)
          }
          const after = readRecord(text)
          if (after.id !== record.service.id) errors.whole = 'otherId'
          const changed = changedFacts(record.service, after)
          if (fields.whole === undefined && changed.length > 0 && !origin) errors.source = 'originNeeded'
          else if (unsourced(after).length > 0) errors[fields.whole === undefined ? 'source' : 'whole'] = 'originNeeded'
        } catch (error) {
          errors.whole = 'unreadable'
          parts.log.info('record_refused', { error })
          text = record.text
        }
        if (why.length < 3) errors.why = 'whyNeeded'
        const words =
          fields.kind !== undefined && fields.about !== undefined ? { kind: fields.kind, about: fields.about } : null
        if (words && (!words.kind || !words.about)) errors.about = 'needed'
        if (Object.keys(errors).length > 0) return again(errors)
        const { words: known, from: knownFrom } = await wordsFor(record.service)
        const same = !words || (words.kind === known.kind && words.about === known.about)
        if (!same && fromWords !== knownFrom) return sayConflict(response, visitor, record, fields)
        response.send(await showPreview(visitor, record, { text, words: same ? null : words, why, from, fromWords }))
      },
    },
    {
      method: 'post',
      path: '/desk/records/:id/save',
      role: 'curator',
      async handle(request, response, visitor) {
        const record = await recordNamed(parts, String(request.params.id))
        if (!record) return missing(parts, response, visitor)
        const fields = fieldsOf(request)
        const { why = '', from = '', fromWords = '' } = fields
        const text = `${fields.text ?? ''}\n`
        const after = readable(text)
        const allowed = (service: Service) => mayChange(visitor.person, { area: record.area, fits: service.fits })
        if (!after || after.id !== record.service.id || why.length < 3 || unsourced(after).length > 0)
          return missing(parts, response, visitor)
        if (!allowed(record.service) || !allowed(after)) return notAllowed(parts, response, visitor)
        const by = visitor.person.sign
        const savings = [{ path: record.path, from, text, by, why }]
        if (fields.kind && fields.about) {
          const wordsNow = (await workbench.text(english)) ?? '{}'
          if (fromWords !== wordsHash(wordsNow, after)) return sayConflict(response, visitor, record, fields)
          const then = withWords(wordsNow, after, { kind: fields.kind, about: fields.about })
          // The words first: the file they stand in is shared, so that somebody else is likelier to be quicker there.
          savings.unshift({ path: english, from: hashOf(wordsNow), text: then, by, why })
        }
        if ((await workbench.saveTogether(savings)) === 'conflict')
          return sayConflict(response, visitor, record, fields)
        response.redirect(303, `/desk/records/${record.service.id}?saved`)
      },
    },
  ]

  /** Somebody else was quicker: nothing is written, and nothing of what was entered is lost. */
  function sayConflict(
    response: Parameters<DeskRoute['handle']>[1],
    visitor: Visitor,
    record: DeskRecord & { text: string },
    fields: Fields,
  ): void {
    const mine = Object.entries(fields)
      .filter(([name, value]) => value && !['_csrf', 'from', 'fromWords'].includes(name))
      .map(([name, value]) => ({ name, value }))
    response.status(409).send(
      render('desk/conflict.njk', {
        title: say('desk:conflict.title'),
        nav: navFor(parts, 'records'),
        visitor,
        record,
        mine,
      }),
    )
  }
}
