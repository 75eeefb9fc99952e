import express, { type Request, type Response, type Router } from 'express'
import { toCsv } from '../../directory/export/csv.ts'
import { uuidOf } from '../../directory/export/ids.ts'
import {
  allTaxonomies,
  allTerms,
  organizationOf,
  serviceAtLocations,
  serviceFull,
  serviceSummary,
  termsOf,
} from '../../directory/export/open-referral.ts'
import { pageOf } from '../../directory/export/page.ts'
import type { Publication } from '../../directory/export/published.ts'
import type { Service } from '../../directory/index.ts'

/** Rows of a page where nobody says, and at most. */
const usual = 50
const most = 200

type Row = Record<string, unknown>

/**
 * The directory as open data, read only: Open Referral UK v3 under /oruk/v3, and the same as CSV. Anyone may read it from
 * any page. What it holds is what production shows (`published`), whatever this is.
 * @param publication of this moment
 */
export function createOpenDataRouter(publication: () => Publication): Router {
  const router = express.Router()
  const base = '/oruk/v3'
  router.use([base, '/directory.csv'], (_request, response, next) => {
    response.set({
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': 'public, max-age=300',
    })
    next()
  })
  router.get(base, (request, response) => {
    const { attribution } = publication()
    response.json({
      version: '3.0',
      profile: 'https://docs.openreferraluk.org/en/latest/',
      openapi_url: 'https://raw.githubusercontent.com/openreferral/uk-profile/main/schema/openapi.json',
      attribution,
      services: `${request.baseUrl}${base}/services`,
    })
  })
  router.get(`${base}/services`, (request, response) => {
    const now = publication()
    sendPage(request, response, filtered(request, now), (one) => serviceSummary(one, now))
  })
  router.get(`${base}/services/:id`, (request, response) => {
    const now = publication()
    const found = now.services.find((one) => uuidOf('service', one.id) === request.params.id)
    sendOne(response, found && serviceFull(found, now))
  })
  router.get(`${base}/service_at_locations`, (request, response) => {
    const now = publication()
    sendPage(
      request,
      response,
      filtered(request, now).flatMap((one) => serviceAtLocations(one, now)),
    )
  })
  router.get(`${base}/service_at_locations/:id`, (request, response) => {
    const now = publication()
    const rows = now.services.flatMap((one) => serviceAtLocations(one, now))
    sendOne(response, byId(rows, request))
  })
  router.get(`${base}/organizations`, (request, response) => {
    sendPage(request, response, organizations(publication()))
  })
  router.get(`${base}/organizations/:id`, (request, response) => {
    const now = publication()
    const found = byId(organizations(now), request)
    const theirs = now.services.filter((one) => organizationOf(one).id === found?.id)
    sendOne(response, found && { ...found, services: theirs.map((one) => serviceFull(one, now)) })
  })
  router.get(`${base}/taxonomies`, (request, response) => sendPage(request, response, allTaxonomies()))
  router.get(`${base}/taxonomies/:id`, (request, response) => sendOne(response, byId(allTaxonomies(), request)))
  router.get(`${base}/taxonomy_terms`, (request, response) => {
    const taxonomy = textIn(request, 'taxonomy_id')
    const terms = allTerms(publication().services)
    sendPage(request, response, taxonomy === null ? terms : terms.filter((one) => one.taxonomy_id === taxonomy))
  })
  router.get(`${base}/taxonomy_terms/:id`, (request, response) => {
    sendOne(response, byId(allTerms(publication().services), request))
  })
  router.get('/directory.csv', (_request, response) => {
    response.attachment('directory.csv').type('text/csv; charset=utf-8').send(toCsv(publication().services))
  })
  return router
}

function organizations({ services }: Publication): Row[] {
  return [...new Map(services.map(organizationOf).map((one) => [one.id, one])).values()]
}

function byId(rows: readonly Row[], request: Request): Row | undefined {
  return rows.find((one) => one.id === request.params.id)
}

function sendOne(response: Response, row: Row | undefined): void {
  if (row) response.json(row)
  else response.status(404).json({ error: 'not found' })
}

/** A page that makes no sense is refused; more rows than a page may hold are cut to that. */
function sendPage<T>(
  request: Request,
  response: Response,
  rows: readonly T[],
  write: (row: T) => Row = (row) => row as Row,
) {
  const page = numberIn(request, 'page') ?? 1
  const perPage = Math.min(numberIn(request, 'per_page') ?? usual, most)
  if (!Number.isInteger(page) || page < 1 || page > 1e6 || !Number.isInteger(perPage) || perPage < 1) {
    response.status(400).json({ error: 'page and per_page are whole numbers from 1' })
    return
  }
  const { contents, ...rest } = pageOf(rows, page, perPage)
  response.json({ ...rest, contents: contents.map(write) })
}

/** The filters of the standard: `search`, `taxonomy_term_id`, `taxonomy_id`, `organization_id`, `minimum_age`, `maximum_age`. */
function filtered(request: Request, { services, describe }: Publication): Service[] {
  const search = textIn(request, 'search')?.toLowerCase().split(/\s+/).filter(Boolean) ?? []
  const term = textIn(request, 'taxonomy_term_id')
  const taxonomy = textIn(request, 'taxonomy_id')
  const organization = textIn(request, 'organization_id')
  const youngest = numberIn(request, 'minimum_age')
  const oldest = numberIn(request, 'maximum_age')
  return services.filter((one) => {
    const text = `${one.name} ${one.organization} ${describe(one)}`.toLowerCase()
    const terms = termsOf(one)
    return (
      search.every((word) => text.includes(word)) &&
      (term === null || terms.some(({ taxonomy: of, name }) => uuidOf('taxonomy_term', `${of}/${name}`) === term)) &&
      (taxonomy === null || terms.some((each) => uuidOf('taxonomy', each.taxonomy) === taxonomy)) &&
      (organization === null || organizationOf(one).id === organization) &&
      (youngest === null || (one.eligibility.min_age ?? 0) >= youngest) &&
      (oldest === null || (one.eligibility.max_age ?? 120) <= oldest)
    )
  })
}

function textIn(request: Request, name: string): string | null {
  const value = request.query[name]
  return typeof value === 'string' && value.trim() !== '' ? value.slice(0, 200) : null
}

function numberIn(request: Request, name: string): number | null {
  const text = textIn(request, name)
  return text === null ? null : Number(text)
}
