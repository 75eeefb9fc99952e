import type { Service } from '../../directory/index.ts'
import { confirm } from '../../publishing/confirm.ts'
import { draftIn, type ImportedDraft, type ImportedRow, newRows } from '../../publishing/imported.ts'
import { hashOf } from '../../publishing/releases.ts'
import { typed } from '../../publishing/typed.ts'
import { forbiddenOf, warningsOf } from '../../publishing/warnings.ts'
import { recordNamed } from './directory.ts'
import { draftBundle } from './draft.ts'
import { lookAt } from './look.ts'
import { dayOf, missing, navFor, notAllowed } from './pages.ts'
import type { DeskParts, DeskRoute, Visitor } from './parts.ts'
import { mayChange, type Person } from './people.ts'
import { confirmationsPath } from './ring.ts'

/** How many are shown on a page. */
const perPage = 100

/** What was imported and nobody has looked at: ten thousand records may wait, so they are listed unread. */
export async function importedAndNew(parts: DeskParts): Promise<ImportedRow[]> {
  const { services, confirmations } = await draftBundle(parts)
  const known = new Set([...services.map(({ id }) => id), ...confirmations.map(({ service }) => service)])
  return parts.importedFiles().flatMap((path) => newRows(parts.installed(path) ?? '', known))
}

/** An imported record, and the file it stands in. */
type Imported = ImportedDraft & { path: string; text: string }

/** One imported record; null where there is none, or somebody broke it by hand (then the log says so). */
export async function importedNamed(parts: DeskParts, id: string): Promise<Imported | null> {
  if (!/^[a-z0-9-]+$/.test(id)) return null
  for (const path of parts.importedFiles()) {
    try {
      const text = parts.installed(path) ?? ''
      const found = draftIn(text, id)
      if (found) return { ...found, path, text }
    } catch (error) {
      parts.log.warn('record_refused', { error })
    }
  }
  return null
}

/** Imported records: the list, one of them, and what of it somebody confirmed. */
export function importedRoutes(parts: DeskParts): DeskRoute[] {
  const { say, render, workbench, live } = parts
  const nav = navFor(parts, 'today')
  const may = (person: Person, { draft }: ImportedDraft) =>
    mayChange(person, { area: live.bundle().area.id, fits: draft.service.fits })

  /** As a record is looked at before it is saved: here as though all ways to reach it were confirmed. */
  const look = async ({ service, path, text }: Imported) => {
    const before = await workbench.text(confirmationsPath)
    if (!service || before === null) return { problems: [], warnings: [], seen: [] }
    const contacts = waysOf(service)
    const after = confirm(before, { service, contacts, today: dayOf(parts.now()), by: 'desk', how: 'looked at' })
    const files = [
      { path, before: text, after: text },
      { path: confirmationsPath, before, after },
    ]
    return lookAt(parts, { service, files, warnings: warningsOf(live.bundle(), null, service) })
  }

  const page = async (visitor: Visitor, one: Imported, missed = false) => {
    const { id, info, draft, service } = one
    const { contacts, locations } = draft.service
    const door = locations.find(({ hidden }) => !hidden)
    const listed = contacts.map(({ type, value }) => ({ type, told: value || (door?.address ?? '') }))
    // A door is confirmed as one, whether or not it is the way in (content/to-ring.ts).
    if (door && !contacts.some(({ type }) => type === 'walk_in')) listed.push({ type: 'walk_in', told: door.address })
    return render('desk/imported-one.njk', {
      title: draft.service.name,
      nav,
      visitor,
      one: {
        id,
        info,
        flags: draft.flags,
        taken: draft.taken,
        retired: draft.retired,
        page: draft.page ?? null,
        service: draft.service,
      },
      contacts: listed.map(({ type, told }) => ({ type, told, contact: `${type}:${type === 'walk_in' ? '' : told}` })),
      may: may(visitor.person, one),
      ready: service !== null,
      forbidden: service !== null && forbiddenOf(live.bundle(), service).length > 0,
      ...(await look(one)),
      missed,
    })
  }

  return [
    {
      method: 'get',
      path: '/desk/imported',
      role: 'reader',
      async handle(request, response, visitor) {
        const rows = await importedAndNew(parts)
        const last = Math.max(1, Math.ceil(rows.length / perPage))
        const at = Math.min(last, Math.max(1, Math.trunc(Number(request.query.page)) || 1))
        const shown = rows.slice((at - 1) * perPage, at * perPage)
        const title = say('desk:imported.title')
        response.send(render('desk/imported.njk', { title, nav, visitor, rows: shown, all: rows.length, at, last }))
      },
    },
    {
      method: 'get',
      path: '/desk/imported/:id',
      role: 'reader',
      async handle(request, response, visitor) {
        const one = await importedNamed(parts, String(request.params.id))
        if (!one) return missing(parts, response, visitor)
        if (await recordNamed(parts, one.id)) return response.redirect(303, `/desk/records/${one.id}`)
        response.send(await page(visitor, one, request.query.missed !== undefined))
      },
    },
    {
      method: 'post',
      path: '/desk/imported/:id',
      role: 'curator',
      async handle(request, response, visitor) {
        const one = await importedNamed(parts, String(request.params.id))
        const text = await workbench.text(confirmationsPath)
        if (!one?.service || text === null) return missing(parts, response, visitor)
        // Who made it a record of ours meanwhile confirms that one, as it is now.
        if (await recordNamed(parts, one.id)) return response.redirect(303, `/desk/records/${one.id}`)
        if (!may(visitor.person, one)) return notAllowed(parts, response, visitor)
        if (forbiddenOf(live.bundle(), one.service).length > 0)
          return void response.status(422).send(await page(visitor, one))
        const body: Record<string, unknown> = request.body ?? {}
        const known = waysOf(one.service)
        const contacts = [body.contact].flat().filter((given): given is string => known.includes(String(given)))
        const how = typeof body.how === 'string' ? typed(body.how) : ''
        const again = () => response.redirect(303, `/desk/imported/${one.id}?missed`)
        if (contacts.length === 0 || how.length < 2) return again()
        const by = visitor.person.sign
        const made = confirm(text, { service: one.service, contacts, today: dayOf(parts.now()), by, how })
        const why = say('desk:ring.why', { name: one.service.name, how })
        const saved = await workbench.save({ path: confirmationsPath, from: hashOf(text), text: made, by, why })
        if (saved.outcome === 'conflict') return again()
        response.redirect(303, '/desk/imported')
      },
    },
  ]
}

/** What of a service can be confirmed, as `type:value`: its contacts, and its door whether or not that is one of them. */
function waysOf({ contacts }: Service): string[] {
  return [...new Set(['walk_in:', ...contacts.map(({ type, value }) => `${type}:${value}`)])]
}
