import { hiddenBy } from '../../publishing/reports.ts'
import { areaOf } from './directory.ts'
import { missing, notAllowed } from './pages.ts'
import type { DeskParts, DeskRoute } from './parts.ts'
import { mayChange } from './people.ts'

/** What people said is wrong, for the page of today. */
export async function reportedWrong(parts: DeskParts) {
  const open = await parts.reports.open()
  const hidden = hiddenBy(open)
  return open.flatMap(({ service: id, contact, core, said }) => {
    const service = parts.live.bundle().services.find((one) => one.id === id)
    if (!service) return []
    const faults = [...Map.groupBy(said, ({ fault }) => fault)].map(([fault, all]) => ({ fault, count: all.length }))
    const told = contact.slice(contact.indexOf(':') + 1)
    return [{ service, contact, told, core, faults, hidden: hidden.has(`${id} ${contact}`) }]
  })
}

/** Somebody looked at what was reported: the contact is shown again, right or corrected. */
export function reportRoutes(parts: DeskParts): DeskRoute[] {
  return [
    {
      method: 'post',
      path: '/desk/reports/:id',
      role: 'curator',
      async handle(request, response, visitor) {
        const service = parts.live.bundle().services.find(({ id }) => id === request.params.id)
        const contact: unknown = request.body?.contact
        if (!service || typeof contact !== 'string') return missing(parts, response, visitor)
        if (!mayChange(visitor.person, { area: areaOf(parts, service.id), fits: service.fits }))
          return notAllowed(parts, response, visitor)
        await parts.reports.lookedAt(service.id, contact)
        await parts.live.refresh()
        response.redirect(303, '/desk')
      },
    },
  ]
}
