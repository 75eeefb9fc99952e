import { around, diffLines } from '../../publishing/diff.ts'
import type { Change } from '../../publishing/workbench.ts'
import { fieldsOf } from './form.ts'
import { missing, navFor, whenOf } from './pages.ts'
import type { DeskParts, DeskRoute } from './parts.ts'
import { mayTakeBack } from './take-back.ts'

/** How many changes the page shows. */
const shown = 200

/** Who changed what, and taking it back. */
export function changeRoutes(parts: DeskParts): DeskRoute[] {
  const { say, render, workbench } = parts
  const nav = navFor(parts, 'changes')
  const find = async (id: string) => (await workbench.changes()).find((one) => one.id === id)
  return [
    {
      method: 'get',
      path: '/desk/changes',
      role: 'reader',
      async handle(request, response, visitor) {
        const of = typeof request.query.of === 'string' ? `/services/${request.query.of}.yaml` : ''
        const waiting = new Set((await workbench.waiting()).map(({ path }) => path))
        const changes = (await workbench.changes())
          .filter(({ path }) => path.endsWith(of))
          .slice(0, shown)
          .map((one) => ({ ...one, when: whenOf(one.at), waiting: waiting.has(one.path) }))
        response.send(render('desk/changes.njk', { title: say('desk:nav.changes'), nav, visitor, changes }))
      },
    },
    {
      method: 'get',
      path: '/desk/changes/:id',
      role: 'reader',
      async handle(request, response, visitor) {
        const change = await find(String(request.params.id))
        if (!change) return missing(parts, response, visitor)
        const page = {
          title: say('desk:change.title', { path: nameOf(change) }),
          nav,
          visitor,
          change: { ...change, when: whenOf(change.at) },
          diffs: [{ path: change.path, lines: around(diffLines(change.before ?? '', change.after ?? '')) }],
          may: await mayTakeBack(parts, visitor, change),
        }
        response.send(render('desk/change.njk', page))
      },
    },
    {
      method: 'post',
      path: '/desk/changes/:id/take-back',
      role: 'curator',
      async handle(request, response, visitor) {
        const change = await find(String(request.params.id))
        const { why = '' } = fieldsOf(request)
        if (!change || why.length < 3 || !(await mayTakeBack(parts, visitor, change)))
          return missing(parts, response, visitor)
        const saved = await workbench.takeBack(change.id, visitor.person.sign, why)
        if (saved?.outcome === 'saved')
          return response.redirect(303, `/desk/changes/${encodeURIComponent(saved.change.id)}`)
        const view = { title: say('desk:change.later.title'), text: say('desk:change.later.text'), nav, visitor }
        response.status(409).send(render('desk/message.njk', view))
      },
    },
  ]
}

function nameOf({ path }: Change): string {
  return path.split('/').at(-1) ?? path
}
