import { type Bundle, type ToRing, toRing } from '../../content/index.ts'
import { confirm } from '../../publishing/confirm.ts'
import { hashOf } from '../../publishing/releases.ts'
import { typed } from '../../publishing/typed.ts'
import { areaOf } from './directory.ts'
import { draftBundle } from './draft.ts'
import { dayOf, missing, navFor, notAllowed } from './pages.ts'
import type { DeskParts, DeskRoute } from './parts.ts'
import { mayChange, type Person } from './people.ts'

/** Who confirmed what, when. */
export const confirmationsPath = 'content/confirmations.yaml'

/** One service to ring, with all of its contacts that nobody has confirmed or whose confirmation ends soon. */
type Call = Pick<ToRing, 'service' | 'core'> & {
  /** Production has what it cannot begin without from it now, and not for much longer. */
  ending: boolean
  contacts: ToRing[]
}

/** The list to ring through, and the round: one service after another, what was confirmed ticked, next. */
export function ringRoutes(parts: DeskParts): DeskRoute[] {
  const { say, render, workbench } = parts
  const nav = navFor(parts, 'ring')
  const callsNow = async () => callsOf(await draftBundle(parts), dayOf(parts.now()))
  return [
    {
      method: 'get',
      path: '/desk/ring',
      role: 'reader',
      async handle(_request, response, visitor) {
        const calls = await callsNow()
        response.send(render('desk/ring.njk', { title: say('desk:nav.ring'), nav, visitor, calls }))
      },
    },
    {
      method: 'get',
      path: '/desk/ring/:id',
      role: 'curator',
      async handle(request, response, visitor) {
        const calls = await callsNow()
        const at = calls.findIndex(({ service }) => service.id === request.params.id)
        const call = calls[at]
        if (!call) return response.redirect(303, '/desk/ring')
        const page = {
          title: say('desk:ring.call', { name: call.service.name }),
          nav,
          visitor,
          call,
          at: at + 1,
          of: calls.length,
          next: calls[at + 1]?.service.id ?? '',
          may: mayConfirm(parts, visitor.person, call),
          missed: request.query.missed !== undefined,
        }
        response.send(render('desk/round.njk', page))
      },
    },
    {
      method: 'post',
      path: '/desk/ring/:id',
      role: 'curator',
      async handle(request, response, { person, ...visitor }) {
        const calls = await callsNow()
        const call = calls.find(({ service }) => service.id === request.params.id)
        const body: Record<string, unknown> = request.body ?? {}
        const ticked = [body.contact].flat().filter((one) => typeof one === 'string')
        const how = typeof body.how === 'string' ? typed(body.how) : ''
        const next =
          typeof body.next === 'string' && /^[a-z0-9-]+$/.test(body.next) ? `/desk/ring/${body.next}` : '/desk/ring'
        if (!call) return response.redirect(303, next)
        if (!mayConfirm(parts, person, call)) return notAllowed(parts, response, { person, ...visitor })
        const known = call.contacts.map(({ contact }) => contact)
        const contacts = ticked.filter((one) => known.includes(one))
        if (ticked.length === 0 || contacts.length < ticked.length || how.length < 2)
          return response.redirect(303, `/desk/ring/${call.service.id}?missed`)
        const text = await workbench.text(confirmationsPath)
        if (text === null) return missing(parts, response, { person, ...visitor })
        const today = dayOf(parts.now())
        const confirmed = confirm(text, { service: call.service, contacts, today, by: person.sign, how })
        const why = say('desk:ring.why', { name: call.service.name, how })
        // Another's confirmation of another service is no conflict: ours is added to the file as it is now.
        const saved = await workbench.save({
          path: confirmationsPath,
          from: hashOf(text),
          text: confirmed,
          by: person.sign,
          why,
        })
        response.redirect(303, saved.outcome === 'conflict' ? `/desk/ring/${call.service.id}?missed` : next)
      },
    },
  ]
}

function callsOf(bundle: Bundle, today: string): Call[] {
  const rows = toRing(bundle, today)
  const byService = Map.groupBy(rows, ({ service }) => service.id)
  return [...byService.values()].flatMap((contacts) => {
    const [first] = contacts
    const needed = contacts.find(({ core }) => core)
    const core = needed?.core ?? null
    return first ? [{ service: first.service, core, ending: needed?.confirmed ?? false, contacts }] : []
  })
}

/** Whoever may change the record may say that it is right. */
function mayConfirm(parts: DeskParts, person: Person, { service }: Call): boolean {
  return mayChange(person, { area: areaOf(parts, service.id), fits: service.fits })
}
