import { createRecord, proposedId } from '../../publishing/new-record.ts'
import { readable, readRecord, unsourced } from '../../publishing/record.ts'
import { hashOf } from '../../publishing/releases.ts'
import { warningsOf, wordsWarnings } from '../../publishing/warnings.ts'
import { audiences } from '../../taxonomy.ts'
import { areasOf, choicesFor, pathOf, recordNamed } from './directory.ts'
import { changeFrom, type Fields, fieldsFor, fieldsOf, originFrom, rowsOf } from './form.ts'
import { importedNamed } from './imported.ts'
import { lookPage } from './look.ts'
import { dayOf, missing, navFor, notAllowed } from './pages.ts'
import type { DeskParts, DeskRoute, Visitor } from './parts.ts'
import { mayChange } from './people.ts'
import { namesOf, withWords, wordsPath } from './preview.ts'

const english = wordsPath('en')

/** A service that nobody has: its form, what people would read of it, and saving it. It never takes another's place. */
export function newRoutes(parts: DeskParts): DeskRoute[] {
  const { say, render, workbench, live } = parts

  const showForm = (visitor: Visitor, fields: Fields, errors: Record<string, string> = {}) =>
    render('desk/record.njk', {
      title: say('desk:new.title'),
      nav: navFor(parts, 'records'),
      visitor,
      isNew: true,
      fields,
      errors: Object.fromEntries(Object.entries(errors).map(([field, key]) => [field, say(`desk:errors.${key}`)])),
      rows: { contacts: rowsOf(fields, 'contacts'), locations: rowsOf(fields, 'locations') },
      may: true,
      areas: areasOf(parts),
      offered: choicesFor(parts),
    })

  /** The record a form asks for, as the text of its file; or by field what is wrong. */
  const made = async (fields: Fields) => {
    const { change, errors } = changeFrom(fields, null)
    const { area = '', why = '', kind = '', about = '' } = fields
    const id = fields.id || proposedId(change.name)
    const origin = originFrom(fields, dayOf(parts.now()))
    if (!areasOf(parts).includes(area)) errors.area = 'chooseArea'
    if (!id && !change.name) errors.name = 'needed'
    else if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) errors.id = 'idShape'
    else if (await isTaken(id)) errors.id = 'idTaken'
    if (change.name.length > 24 && !change.short) errors.short = 'shortNeeded'
    if (!origin) errors.source = 'originNeeded'
    if (!kind) errors.kind = 'needed'
    if (!about) errors.about = 'needed'
    if (why.length < 3) errors.why = 'whyNeeded'
    if (Object.keys(errors).length > 0 || !origin) return { id, errors, text: null }
    return { id, errors, text: createRecord({ ...change, id, steward: `${area} curators` }, origin) }
  }

  /**
   * Whether a record has the id, in any area, or shared words stand under it (those of a new service that was taken back do
   * not count). What was imported and is shown already becomes ours under its own id: that is how it is corrected.
   */
  const isTaken = async (id: string) => {
    if (await recordNamed(parts, id)) return true
    if (live.bundle().services.some((one) => one.id === id) && !(await importedNamed(parts, id))) return true
    return Object.hasOwn(JSON.parse(parts.installed(english) ?? '{}') as object, id)
  }

  return [
    {
      method: 'get',
      path: '/desk/new',
      role: 'curator',
      async handle(request, response, visitor) {
        // A link may fill in what is known already: ?name=...&contacts.0.value=...
        const asked = Object.entries(request.query).flatMap(([name, value]) =>
          typeof value === 'string' ? [[name, value.slice(0, 200)] as const] : [],
        )
        const [own = ''] = areasOf(parts)
        const imported = await importedNamed(parts, String(request.query.imported ?? ''))
        const from = imported ? { ...fieldsFor(imported.draft.service, { kind: '', about: '' }), id: imported.id } : {}
        const source = imported ? (imported.draft.page ?? imported.info.from) : ''
        const usual = { area: own, status: 'active', source, ...(imported ? {} : everybody) }
        response.send(showForm(visitor, { ...usual, ...from, ...Object.fromEntries(asked) }))
      },
    },
    {
      method: 'post',
      path: '/desk/new/preview',
      role: 'curator',
      async handle(request, response, visitor) {
        const fields = fieldsOf(request)
        const { area = '', kind = '', about = '', why = '' } = fields
        const { id, errors, text } = await made(fields)
        if (text === null) return void response.status(422).send(showForm(visitor, { ...fields, id }, errors))
        const after = readRecord(text)
        if (!mayChange(visitor.person, { area, fits: after.fits })) return notAllowed(parts, response, visitor)
        const wordsNow = (await workbench.text(english)) ?? '{}'
        const words = { kind, about }
        const page = await lookPage(parts, visitor, {
          service: after,
          action: '/desk/new/save',
          hidden: { area, text, why, ...words },
          files: [
            { path: pathOf(area, id), before: null, after: text },
            { path: english, before: wordsNow, after: withWords(wordsNow, after, words) },
          ],
          warnings: [...warningsOf(live.bundle(), null, after), ...wordsWarnings(about, namesOf(after))],
          notes: ['desk:new.confirmLater', 'desk:new.otherLanguages'],
        })
        response.send(page)
      },
    },
    {
      method: 'post',
      path: '/desk/new/save',
      role: 'curator',
      async handle(request, response, visitor) {
        const { area = '', kind = '', about = '', why = '', ...rest } = fieldsOf(request)
        const text = `${rest.text ?? ''}\n`
        const after = readable(text)
        const whole = after && areasOf(parts).includes(area) && kind && about && why.length >= 3
        if (!whole || unsourced(after).length > 0) return missing(parts, response, visitor)
        if (!mayChange(visitor.person, { area, fits: after.fits })) return notAllowed(parts, response, visitor)
        const taken = () => void response.status(409).send(conflict(visitor))
        if (await isTaken(after.id)) return taken()
        const by = visitor.person.sign
        // The words first: a record without them would be "a local service", words without a record are said nowhere.
        const wordsNow = (await workbench.text(english)) ?? '{}'
        const then = withWords(wordsNow, after, { kind, about })
        const saved = await workbench.saveTogether([
          { path: english, from: hashOf(wordsNow), text: then, by, why },
          { path: pathOf(area, after.id), from: hashOf(null), text, by, why },
        ])
        if (saved === 'conflict') return taken()
        response.redirect(303, `/desk/records/${after.id}?saved`)
      },
    },
  ]

  function conflict(visitor: Visitor): string {
    const view = { title: say('desk:new.taken.title'), text: say('desk:new.taken.text') }
    return render('desk/message.njk', { ...view, nav: navFor(parts, 'records'), visitor })
  }
}

/** A new service is for everybody until somebody says otherwise. */
const everybody = Object.fromEntries(audiences.map((one) => [`audiences.${one}`, 'yes']))
