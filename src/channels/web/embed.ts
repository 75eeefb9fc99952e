import { readFileSync } from 'node:fs'
import { Router } from 'express'
import type { Sentences } from '../../content/sentences.ts'
import { directionOf, type Language } from '../../taxonomy.ts'
import { languageAsked } from './form.ts'

const script = readFileSync(new URL('assets/embed.js', import.meta.url), 'utf8')

export type EmbedParts = { sentences: () => Sentences; offered: () => readonly Language[]; leaveUrl: string }

/**
 * GET /embed.js?lang=xx: the one script line for the pages of a council or a surgery. It puts a button there that opens
 * the chat in a frame; which pages may do so is decided by `frame-ancestors`, not here.
 */
export function createEmbedRouter({ sentences, offered, leaveUrl }: EmbedParts): Router {
  const router = Router()
  router.get('/embed.js', (request, response) => {
    const language = languageAsked(request, offered())
    const say = (key: string) => sentences().say(language, `web:${key}`)
    const words = { open: say('embed.open'), close: say('embed.close'), title: say('title') }
    const settings = { language, direction: directionOf(language), leaveUrl, words }
    response.set('Cross-Origin-Resource-Policy', 'cross-origin').set('Cache-Control', 'public, max-age=3600')
    response.set('Vary', 'Accept-Language')
    response.type('text/javascript').send(script.replace('/* settings */ {}', () => JSON.stringify(settings)))
  })
  return router
}
