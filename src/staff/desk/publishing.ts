import { around, diffLines } from '../../publishing/diff.ts'
import { typed } from '../../publishing/typed.ts'
import { navFor, whenOf } from './pages.ts'
import type { DeskParts, DeskRoute, Visitor } from './parts.ts'

/** What is saved and not shown yet, showing it, and going back. */
export function publishingRoutes(parts: DeskParts): DeskRoute[] {
  const { say, render, workbench, publisher, releases, live } = parts
  const nav = navFor(parts, 'publish')
  const whyOf = (value: unknown) => (typeof value === 'string' && typed(value).length >= 3 ? typed(value) : null)
  const pageFor = async (visitor: Visitor, told: { refused?: boolean; unconfirmed?: readonly string[] }) => {
    const { id } = await releases.shown()
    const files = (id === null ? null : await releases.read(id))?.files ?? {}
    const edits = (await workbench.waiting()).map(({ path, text, by, at }) => ({
      path,
      by,
      when: whenOf(at),
      lines: around(diffLines(files[path]?.text ?? parts.installed(path) ?? '', text ?? '')),
    }))
    const progress = await publisher.progress()
    return render('desk/publish.njk', {
      title: say('desk:nav.publish'),
      nav,
      visitor,
      edits,
      progress: progress && { ...progress, when: whenOf(progress.at) },
      past: (await releases.all()).slice(0, 20).map((one) => ({
        ...one,
        when: whenOf(one.at),
        count: Object.keys(one.files).length,
        current: one.id === id,
      })),
      isInstalled: id === null,
      hash: live.bundle().hash,
      diverged: await publisher.diverged(),
      ...told,
    })
  }
  return [
    {
      method: 'get',
      path: '/desk/publish',
      role: 'reader',
      async handle(request, response, visitor) {
        response.send(await pageFor(visitor, { refused: request.query.refused !== undefined }))
      },
    },
    {
      // How far it is, for the script of the page.
      method: 'get',
      path: '/desk/publish/progress',
      role: 'reader',
      async handle(_request, response) {
        const progress = await publisher.progress()
        const text = progress
          ? say(`desk:publish.states.${progress.state}`, { done: progress.done, steps: progress.steps })
          : ''
        response.json({ state: progress?.state ?? 'none', text })
      },
    },
    {
      method: 'post',
      path: '/desk/publish',
      role: 'publisher',
      async handle(request, response, { person }) {
        const why = whyOf(request.body?.why)
        const quick = request.body?.quick === 'yes'
        const begun = why !== null && (await publisher.begin({ by: person.sign, why, quick }))
        response.redirect(303, begun ? '/desk/publish' : '/desk/publish?refused')
      },
    },
    {
      method: 'post',
      path: '/desk/publish/go-back',
      role: 'publisher',
      async handle(request, response, visitor) {
        const why = whyOf(request.body?.why)
        const to = typeof request.body?.to === 'string' && request.body.to !== '' ? request.body.to : null
        if (why === null) return response.redirect(303, '/desk/publish?refused')
        const showing = await publisher.goBack(to, { by: visitor.person.sign, why })
        if (showing.outcome === 'unconfirmed') {
          response.status(409).send(await pageFor(visitor, { unconfirmed: showing.services }))
          return
        }
        response.redirect(303, showing.outcome === 'shown' ? '/desk/publish' : '/desk/publish?refused')
      },
    },
  ]
}
