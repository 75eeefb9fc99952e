import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { toCsv } from '../../directory/export/csv.ts'
import { uuidOf } from '../../directory/export/ids.ts'
import {
  allTaxonomies,
  allTerms,
  organizationOf,
  serviceAtLocations,
  serviceFull,
  serviceSummary,
} from '../../directory/export/open-referral.ts'
import { pageOf } from '../../directory/export/page.ts'
import type { Publication } from '../../directory/export/published.ts'
import { filterOf } from './filters.ts'
import { BadQuery, numberIn, textIn } from './query.ts'

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
    const { service } = filterOf(request, now)
    sendPage(request, response, now.services.filter(service), (one) => serviceSummary(one, now))
  })
  router.get(`${base}/services/:id`, (request, response) => {
    const now = publication()
    const found = now.services.find((one) => uuidOf('service', one.id) === request.params.id)
    sendOne(response, found && serviceFull(found, now))
  })
  router.get(`${base}/service_at_locations`, (request, response) => {
    const now = publication()
    const { service, location } = filterOf(request, now)
    const rows = now.services.filter(service).flatMap((one) => serviceAtLocations(one, now, location))
    sendPage(request, response, rows)
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
  router.use(base, sayWhatIsWrong)
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
  const page = numberIn(request, 'page', 1) ?? 1
  const perPage = Math.min(numberIn(request, 'per_page', 1) ?? usual, most)
  const { contents, ...rest } = pageOf(rows, page, perPage)
  response.json({ ...rest, contents: contents.map(write) })
}

/** What makes no sense is told as the rest is: in JSON. */
function sayWhatIsWrong(error: unknown, _request: Request, response: Response, next: NextFunction) {
  if (error instanceof BadQuery) response.status(400).json({ error: error.message })
  else next(error)
}
