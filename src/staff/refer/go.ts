import { type Request, type Response, Router } from 'express'
import { type Links, languageOfCode, linkCount, saysFamily } from '../../conversation/links.ts'

export type GoParts = {
  links: () => Links
  /** Adds one to the day's count of a name; what goes wrong with it is the giver's to log. */
  count: (name: string) => void
}

/**
 * GET /go/NAME, /go/NAME/LANG, /go/NAME/LANG/family: to the chat, in that language at that start (303). A name that is
 * unknown or revoked leads there too, and is not counted; a language or a start that is unknown is left out.
 */
export function createGoRouter({ links, count }: GoParts): Router {
  const router = Router()
  router.get('/go{/:name}{/:language}{/:audience}', (request: Request<Record<string, string>>, response: Response) => {
    const { name = '', language = '', audience = '' } = request.params
    const link = links().get(name)
    if (link && !link.revoked && request.method === 'GET') count(linkCount(link.name, 'web'))
    const query = new URLSearchParams()
    const lang = languageOfCode(language)
    if (lang) query.set('lang', lang)
    // "/go/NAME/family" is what somebody types from memory.
    if (saysFamily(audience) || saysFamily(language)) query.set('for', 'family')
    response.redirect(303, query.size > 0 ? `/?${query}` : '/')
  })
  return router
}
