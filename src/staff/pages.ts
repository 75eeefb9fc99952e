import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import nunjucks from 'nunjucks'
import { html } from '../channels/page.ts'
import { directionOf, type Language } from '../taxonomy.ts'

/** Where the styles and scripts of staff pages are served. */
export const assetsPath = '/staff/assets'

/** The folder of govuk-frontend that is made for browsers and template engines. */
export const govukDist = dirname(dirname(createRequire(import.meta.url).resolve('govuk-frontend')))

export type StaffPage = {
  title: string
  /** The links across the top of the page. */
  nav?: readonly { text: string; href: string; current?: boolean }[]
  /** What is wrong with a form, by the id of the field: shown above the page, and by the view beside the field. */
  errors?: Readonly<Record<string, string>>
  /** Whatever else the view names. */
  [name: string]: unknown
}

export type RenderPage = (view: string, page: StaffPage) => string

export type StaffPagesParts = {
  /** Gives a sentence in the language of the pages. */
  say: (key: string, params?: Record<string, string | number>) => string
  language: Language
  /** Where the name at the top of the page leads. */
  home: string
}

/**
 * Staff pages from the Nunjucks views in src/staff/views and govuk-frontend's macros ("govuk/components/..."). What a page
 * gives is escaped. Every view may use: `say(key, params)`, `dir(language)`, and `errors | error("field")`, which is what
 * a component takes as `errorMessage`; `sentence | linked(href)`, `url | shortly`.
 */
export function createRenderPage({ say, language, home }: StaffPagesParts): RenderPage {
  const loader = new nunjucks.FileSystemLoader([join(import.meta.dirname, 'views'), govukDist])
  const env = new nunjucks.Environment(loader, { autoescape: true, trimBlocks: true, lstripBlocks: true })
  env.addGlobal('say', say)
  env.addGlobal('dir', directionOf)
  env.addGlobal('assets', assetsPath)
  // A sentence with one link in it, marked <a>; the rest of it is escaped.
  env.addFilter('linked', (text: string, href: string) => {
    const [before = '', inside = '', after = ''] = text.split(/<\/?a>/)
    return new nunjucks.runtime.SafeString(
      html`${before}<a class="govuk-link" href="${href}">${inside}</a>${after}`.html,
    )
  })
  env.addFilter('shortly', (url: string) => url.replace(/^https?:\/\//, ''))
  env.addFilter('summary', (errors: StaffPage['errors'] = {}) =>
    Object.entries(errors).map(([field, text]) => ({ text, href: `#${field}` })),
  )
  env.addFilter('error', (errors: StaffPage['errors'], field: string) => {
    const text = errors?.[field]
    return text ? { text } : undefined
  })
  return (view, page) => env.render(view, { language, direction: directionOf(language), home, ...page })
}
