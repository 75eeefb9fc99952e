import { ContentError } from '../../content/index.ts'
import { addLink, setRevoked } from '../../publishing/links.ts'
import { hashOf } from '../../publishing/releases.ts'
import { draftBundle } from './draft.ts'
import { fieldsOf } from './form.ts'
import { missing, navFor } from './pages.ts'
import type { DeskParts, DeskRoute, Visitor } from './parts.ts'

/** The links that staff pass on: made and revoked. A name is not deleted, and not given to another team. */
export function linkRoutes(parts: DeskParts): DeskRoute[] {
  const { say, render, workbench, live } = parts
  const path = () => `content/areas/${live.bundle().area.id}/links.yaml`

  const page = async (visitor: Visitor, fields: Readonly<Record<string, string>> = {}, errors = {}) => {
    const links = (await draftBundle(parts)).links.all
    return render('desk/links.njk', {
      title: say('desk:nav.links'),
      nav: navFor(parts, 'links'),
      visitor,
      links,
      fields,
      errors,
    })
  }
  /** Whether the content can be used with the links as they would be: a name may mean something already. */
  const isUsable = async (text: string) => {
    const bundle = live.bundle()
    try {
      bundle.with(new Map([...(await workbench.overlay()), [path(), text]]), bundle.day)
      return true
    } catch (error) {
      if (error instanceof ContentError) return false
      throw error
    }
  }

  return [
    {
      method: 'get',
      path: '/desk/links',
      role: 'reader',
      async handle(_request, response, visitor) {
        response.send(await page(visitor))
      },
    },
    {
      method: 'post',
      path: '/desk/links',
      role: 'publisher',
      async handle(request, response, visitor) {
        const fields = fieldsOf(request)
        const { name = '', team = '' } = fields
        const text = await workbench.text(path())
        if (text === null) return missing(parts, response, visitor)
        const again = async (key: string) =>
          void response.status(422).send(await page(visitor, fields, { name: say(`desk:links.errors.${key}`) }))
        let added: string
        try {
          added = addLink(text, { name: name.toLowerCase(), team })
        } catch {
          return again('name')
        }
        if (!(await isUsable(added))) return again('taken')
        const why = say('desk:links.made', { name: name.toLowerCase() })
        const by = visitor.person.sign
        const saved = await workbench.save({ path: path(), from: hashOf(text), text: added, by, why })
        if (saved.outcome === 'conflict') return again('conflict')
        response.redirect(303, '/desk/links')
      },
    },
    {
      method: 'post',
      path: '/desk/links/:id',
      role: 'publisher',
      async handle(request, response, visitor) {
        const name = String(request.params.id)
        const text = await workbench.text(path())
        const known = (await draftBundle(parts)).links.get(name)
        if (text === null || !known) return missing(parts, response, visitor)
        const revoked = !known.revoked
        const why = say(revoked ? 'desk:links.revoked' : 'desk:links.restored', { name: known.name })
        const changed = setRevoked(text, known.name, revoked)
        await workbench.save({ path: path(), from: hashOf(text), text: changed, by: visitor.person.sign, why })
        response.redirect(303, '/desk/links')
      },
    },
  ]
}
