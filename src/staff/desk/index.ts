import { type RequestHandler, type Response, Router } from 'express'
import { gapRoutes } from '../gaps/index.ts'
import { changeRoutes } from './changes.ts'
import { hasToken, isFromHere } from './guard.ts'
import { importedRoutes } from './imported.ts'
import { linkRoutes } from './links.ts'
import { newRoutes } from './new.ts'
import { navFor } from './pages.ts'
import type { DeskParts, DeskRoute, Visitor } from './parts.ts'
import { isAtLeast, personFor } from './people.ts'
import { publishingRoutes } from './publishing.ts'
import { recordRoutes } from './records.ts'
import { reportRoutes } from './reports.ts'
import { ringRoutes } from './ring.ts'
import { signRouter, trialPerson } from './sign.ts'
import { suggestionRoutes } from './suggestions.ts'
import { todayRoutes } from './today.ts'
import { visitRoutes } from './visits.ts'
import { wordsRoutes } from './words.ts'

export { createOneTimeLink } from './link.ts'
export type { DeskParts, DeskRoute } from './parts.ts'
export { type Person, people } from './people.ts'
export { createSessions } from './session.ts'
export { createSignIn } from './sign-in.ts'

/** Everything that can be done at the desk once one is signed in. */
export function deskRoutes(parts: DeskParts): DeskRoute[] {
  return [
    todayRoutes,
    reportRoutes,
    suggestionRoutes,
    recordRoutes,
    newRoutes,
    importedRoutes,
    visitRoutes,
    wordsRoutes,
    linkRoutes,
    gapRoutes,
    changeRoutes,
    publishingRoutes,
    ringRoutes,
  ].flatMap((routes) => routes(parts))
}

/** The curators' desk, /desk. Everything but the way in asks who it is; every form is guarded against others' pages. */
export function createDeskRouter(parts: DeskParts): Router {
  const router = Router()
  router.use(signRouter(parts))
  for (const { method, path, role, handle } of deskRoutes(parts)) {
    const guarded: RequestHandler = async (request, response) => {
      if (method === 'post' && !isFromHere(request, parts.publicUrl())) return refuse(parts, response, 'notFromHere')
      const session = await parts.sessions.read(request, response)
      if (!session) {
        if (method === 'get') return response.redirect(303, '/desk/sign-in')
        return refuse(parts, response, 'signedOut')
      }
      const person = parts.link ? trialPerson : personFor(parts.people, session.identity)
      const visitor = person && { person, session }
      if (!visitor) return refuse(parts, response, 'notOnList')
      if (!isAtLeast(visitor.person, role)) return refuse(parts, response, 'notAllowed', visitor)
      if (method === 'post' && !hasToken(request, session.csrf)) return refuse(parts, response, 'notFromHere', visitor)
      await handle(request, response, visitor)
    }
    router[method](path, guarded)
  }
  return router
}

function refuse(parts: DeskParts, response: Response, why: string, visitor?: Visitor): void {
  const nav = visitor ? navFor(parts, '') : undefined
  const view = {
    title: parts.say(`desk:refused.${why}.title`),
    text: parts.say(`desk:refused.${why}.text`),
    nav,
    visitor,
  }
  response.status(403).send(parts.render('desk/message.njk', view))
}
