import { Router } from 'express'
import { isFromHere } from './guard.ts'
import type { DeskParts } from './parts.ts'
import { type Person, personFor } from './people.ts'

/** Whoever has the link of a trial. */
export const trialPerson: Person = { subject: 'trial', sign: 'trial', role: 'publisher', areas: [], communities: [] }

/** The way in and the way out. */
export function signRouter(parts: DeskParts): Router {
  const { say, render, sessions, signIn, link, log } = parts
  const router = Router()
  const message = (why: string) =>
    render('desk/message.njk', { title: say(`desk:${why}.title`), text: say(`desk:${why}.text`) })
  const cameBack = () => `${parts.publicUrl()}/desk/signed-in`

  router.get('/desk/sign-in', (request, response) => {
    const token = typeof request.query.token === 'string' ? request.query.token : ''
    response.send(render('desk/sign-in.njk', { title: say('desk:signIn.title'), trial: link !== null, token }))
  })

  if (link)
    router.post('/desk/link', async (request, response) => {
      const token: unknown = request.body?.token
      if (!isFromHere(request, parts.publicUrl()) || typeof token !== 'string' || !link.use(token))
        return void response.status(403).send(message('refused.badLink'))
      await sessions.begin(request, response, { subject: 'trial', email: null, emailVerified: false })
      parts.onLinkUsed()
      response.redirect(303, '/desk')
    })

  if (signIn) {
    router.get('/desk/leave', async (request, response) => {
      try {
        const { url, leaving } = await signIn.begin(cameBack())
        await sessions.keepLeaving(request, response, leaving)
        response.redirect(303, url)
      } catch (error) {
        log.error('sign_in_failed', { error })
        response.status(502).send(message('refused.noProvider'))
      }
    })
    router.get('/desk/signed-in', async (request, response) => {
      const leaving = await sessions.takeLeaving(request, response)
      if (!leaving) return void response.status(403).send(message('refused.badReturn'))
      const { search } = new URL(request.originalUrl, 'http://desk')
      const identity = await signIn.finish(new URL(cameBack() + search), leaving).catch((error: unknown) => {
        log.warn('sign_in_refused', { error })
        return null
      })
      if (!identity) return void response.status(403).send(message('refused.badReturn'))
      if (!personFor(parts.people, identity)) return void response.status(403).send(message('refused.notOnList'))
      await sessions.begin(request, response, identity)
      response.redirect(303, '/desk')
    })
  }

  // Signing out needs no token: the worst that another's page could do is to sign somebody out, and that is refused too.
  router.post('/desk/sign-out', async (request, response) => {
    if (!isFromHere(request, parts.publicUrl())) return void response.status(403).send(message('refused.notFromHere'))
    await sessions.end(request, response)
    response.send(message('signedOut'))
  })
  return router
}
