import { type RequestHandler, type Response, Router } from 'express'
import type { Sentences } from '../../content/sentences.ts'
import type { Language } from '../../taxonomy.ts'
import { framed, leaveFor } from '../frame.ts'
import { type Html, html } from '../page.ts'

export type SuggestedParts = {
  sentences: () => Sentences
  offered: () => readonly Language[]
  /** What became of the place of a code; null: there is none, or nobody asked to hear of it. */
  outcomeOf: (code: string) => Promise<string | null>
  /** Who may ask for a page of the open web, and how often: codes are not to be tried out. */
  door: RequestHandler
  /** Where "leave this page" leads. */
  leaveUrl: string
}

/** A code as people type it: in any case, with or without its hyphens. */
const shape = /^[2-9a-hjkmnp-z]{12}$/

/**
 * GET /suggested asks for the code of a place somebody told us of, GET /suggested/CODE says what became of it (404 where
 * there is none): not which place it was, and nothing of who told us.
 */
export function createSuggestedRouter(parts: SuggestedParts): Router {
  const router = Router()
  router.get('/suggested', parts.door, async (request, response) => {
    const language = languageOf(request.query.lang)
    const { code } = request.query
    if (typeof code !== 'string' || code.trim() === '') return show(response, language, form(language, ''))
    await answer(response, language, code)
  })
  router.get('/suggested/:code', parts.door, (request, response) =>
    answer(response, languageOf(request.query.lang), String(request.params.code)),
  )
  return router

  async function answer(response: Response, language: Language, given: string): Promise<void> {
    const bare = given.toLowerCase().replaceAll(/[\s-]/g, '')
    const code = shape.test(bare) ? bare.replace(/^(.{4})(.{4})/, '$1-$2-') : null
    const outcome = code && (await parts.outcomeOf(code))
    if (outcome) return show(response, language, html`<p>${say(language, outcome)}</p>`)
    response.status(404)
    show(response, language, html`<p>${say(language, 'unknown')}</p>${form(language, given.slice(0, 40))}`)
  }

  function form(language: Language, given: string): Html {
    return html`<form method="get" action="/suggested">
<input type="hidden" name="lang" value="${language}">
<p>${say(language, 'how')}</p>
<p><label for="code">${say(language, 'code')}</label>
<input id="code" name="code" value="${given}" autocomplete="off" autocapitalize="none" spellcheck="false" dir="ltr" maxlength="40">
<button>${say(language, 'go')}</button></p>
</form>`
  }

  function show(response: Response, language: Language, main: Html): void {
    const leave = leaveFor((key) => parts.sentences().say(language, key), parts.leaveUrl)
    const back = parts.sentences().say(language, 'about:chat')
    const top = html`<header><a href="/?lang=${language}">${back}</a></header>`
    response.type('html').send(framed({ language, title: say(language, 'title'), leave, top, main }))
  }

  function say(language: Language, key: string): string {
    return parts.sentences().say(language, `suggested:${key}`)
  }

  function languageOf(wanted: unknown): Language {
    return parts.offered().find((one) => one === wanted) ?? 'en'
  }
}
