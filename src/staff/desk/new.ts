import { coverages, offeredBy, type Service } from '../../directory/index.ts'
import { createRecord, proposedId } from '../../publishing/new-record.ts'
import { readable, readRecord, unsourced } from '../../publishing/record.ts'
import { hashOf } from '../../publishing/releases.ts'
import { warningsOf, wordsWarnings } from '../../publishing/warnings.ts'
import { type Need, needs } from '../../taxonomy.ts'
import { areasOf, pathOf, recordNamed } from './directory.ts'
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
      needs,
      offeredBy,
      coverages,
      communities: [...new Set(live.bundle().services.flatMap(({ fits }) => fits))].sort(),
    })

  /** The record a form asks for, as the text of its file; or by field what is wrong. */
  const made = async (fields: Fields, lists: { needs: string[]; fits: string[] }) => {
    const { change, errors } = changeFrom(fields, { contacts: [], locations: [] })
    const { area = '', offered_by, coverage, why = '', kind = '', about = '' } = fields
    const id = fields.id || proposedId(change.name)
    const origin = originFrom(fields, dayOf(parts.now()))
    const by = offeredBy.find((one) => one === offered_by)
    const covers = coverages.find((one) => one === coverage)
    const wanted = lists.needs.filter((one): one is Need => needs.some((need) => need === one))
    if (!areasOf(parts).includes(area)) errors.area = 'chooseArea'
    if (!by) errors.offered_by = 'chooseOffered'
    if (!covers) errors.coverage = 'chooseCoverage'
    if (wanted.length === 0) errors.needs = 'chooseNeeds'
    if (!id && !change.name) errors.name = 'needed'
    else if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) errors.id = 'idShape'
    else if (await isTaken(id)) errors.id = 'idTaken'
    if (change.name.length > 24 && !change.short) errors.short = 'shortNeeded'
    if (!origin) errors.source = 'originNeeded'
    if (!kind) errors.kind = 'needed'
    if (!about) errors.about = 'needed'
    if (why.length < 3) errors.why = 'whyNeeded'
    if (Object.keys(errors).length > 0 || !by || !covers || !origin) return { id, errors, text: null }
    const steward = `${area} curators`
    const one = { ...change, id, offered_by: by, needs: wanted, coverage: covers, fits: lists.fits, steward }
    return { id, errors, text: createRecord(one, origin) }
  }

  /**
   * Whether a service has the id, in any area, or shared words stand under it (those of a new service that was taken back do
   * not count).
   */
  const isTaken = async (id: string) => {
    if ((await recordNamed(parts, id)) || live.bundle().services.some((one) => one.id === id)) return true
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
        const more = imported
          ? { ...ticked(imported.draft.service), source: imported.draft.page ?? imported.info.from }
          : {}
        response.send(
          showForm(visitor, { area: own, status: 'active', ...from, ...more, ...Object.fromEntries(asked) }),
        )
      },
    },
    {
      method: 'post',
      path: '/desk/new/preview',
      role: 'curator',
      async handle(request, response, visitor) {
        const fields = fieldsOf(request)
        const lists = { needs: listOf(request.body?.needs), fits: listOf(request.body?.fits) }
        const again = { ...fields, ...Object.fromEntries(ticks(lists)) }
        const { area = '', kind = '', about = '', why = '' } = fields
        const { id, errors, text } = await made(fields, lists)
        if (text === null) return void response.status(422).send(showForm(visitor, { ...again, id }, errors))
        const after = readRecord(text)
        if (!mayChange(visitor.person, { area, fits: after.fits })) return notAllowed(parts, response, visitor)
        const wordsNow = (await workbench.text(english)) ?? '{}'
        const words = { kind, about }
        const page = await lookPage(parts, visitor, {
          service: after,
          action: '/desk/new/save',
          hidden: { area, text, fromWords: hashOf(wordsNow), why, ...words },
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
        const { area = '', kind = '', about = '', why = '', fromWords = '' } = fieldsOf(request)
        const raw: unknown = request.body?.text
        const text = typeof raw === 'string' ? raw.replaceAll('\r\n', '\n') : ''
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
        const saved = await workbench.save({ path: english, from: fromWords, text: then, by, why })
        if (saved.outcome === 'conflict') return taken()
        const made = await workbench.save({ path: pathOf(area, after.id), from: hashOf(null), text, by, why })
        if (made.outcome === 'conflict') return taken()
        response.redirect(303, `/desk/records/${after.id}?saved`)
      },
    },
  ]

  function conflict(visitor: Visitor): string {
    const view = { title: say('desk:new.taken.title'), text: say('desk:new.taken.text') }
    return render('desk/message.njk', { ...view, nav: navFor(parts, 'records'), visitor })
  }
}

function listOf(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === 'string' && /^[a-z_-]+$/.test(one)) as string[]
}

/** Ticked boxes as fields of the form: "needs.food" is yes. */
function ticks(lists: Record<string, readonly string[]>): [string, string][] {
  return Object.entries(lists).flatMap(([list, values]) =>
    values.map((one): [string, string] => [`${list}.${one}`, 'yes']),
  )
}

function ticked({
  needs,
  fits,
  offered_by,
  coverage,
}: Pick<Service, 'fits' | 'offered_by' | 'coverage'> & { needs: readonly string[] }): Fields {
  return { ...Object.fromEntries(ticks({ needs, fits })), offered_by, coverage }
}
