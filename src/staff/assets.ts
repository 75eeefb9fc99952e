import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Router } from 'express'
import { assetsPath, govukDist } from './pages.ts'

/** What staff pages load: govuk-frontend's own files under our path, and ours. */
export function createAssetsRouter(): Router {
  const router = Router()
  const own = (name: string) => readFileSync(join(import.meta.dirname, 'assets', name), 'utf8')
  const govuk = (name: string) => readFileSync(join(govukDist, 'govuk', name), 'utf8')
  const files: [name: string, type: string, body: string][] = [
    ['govuk-frontend.css', 'text/css', withoutItsFont(govuk('govuk-frontend.min.css'))],
    ['govuk-frontend.js', 'text/javascript', govuk('govuk-frontend.min.js')],
    ['staff.css', 'text/css', own('staff.css')],
    ['staff.js', 'text/javascript', own('staff.js')],
    ['copy.js', 'text/javascript', own('copy.js')],
    ['print.css', 'text/css', own('print.css')],
    ['desk.js', 'text/javascript', own('desk.js')],
  ]
  for (const [name, type, body] of files)
    router.get(`${assetsPath}/${name}`, (_request, response) => {
      response.type(type).set('Cache-Control', 'public, max-age=3600').send(body)
    })
  return router
}

/** The typeface of GOV.UK may be used on its own domain only: the stack behind it stays. */
function withoutItsFont(css: string): string {
  return css.replaceAll(/@font-face\{[^}]*\}/g, '').replaceAll('GDS Transport,', '')
}
