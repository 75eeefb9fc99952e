import express, { type NextFunction, type Request, type Response, type Router } from 'express'
import { toCsv } from '../../directory/export/csv.ts'
import { uuidOf } from '../../directory/export/ids.ts'
import {
  allTaxonomies,
  allTerms,
  organizationOf,
  serviceAtLocations,
  serviceFull,
  serviceMinimal,
  serviceSummary,
} from '../../directory/export/open-referral.ts'
import type { Publication } from '../../directory/export/published.ts'
import type { Service } from '../../directory/index.ts'
import { isFull, named, sendRows } from './answer.ts'
import { filterOf } from './filters.ts'
import { BadQuery, flagIn, textIn } from './query.ts'

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
    const minimal = flagIn(request, 'minimal') ?? false
    const write = minimal ? serviceMinimal : writer(request)
    sendRows(request, response, now.services.filter(service), (one) => write(one, now), minimal)
  })
  router.get(`${base}/services/:id`, (request, response) => {
    const now = publication()
    const found = now.services.find((one) => uuidOf('service', one.id) === request.params.id)
    sendOne(response, found && serviceFull(found, now))
  })
  router.get(`${base}/service_at_locations`, (request, response) => {
    const now = publication()
    const { service, location } = filterOf(request, now)
    const write = writer(request)
    const rows = now.services.filter(service).flatMap((one) => serviceAtLocations(one, now, location, write))
    sendRows(request, response, rows, asItIs)
  })
  router.get(`${base}/service_at_locations/:id`, (request, response) => {
    const now = publication()
    const rows = now.services.flatMap((one) => serviceAtLocations(one, now))
    sendOne(response, byId(rows, request))
  })
  router.get(`${base}/organizations`, (request, response) => {
    const now = publication()
    const { service } = filterOf(request, now, { search: false })
    const rows = named(request, organizations(now.services.filter(service)))
    const write = flagIn(request, 'full_service') ? serviceFull : isFull(request) ? serviceSummary : null
    sendRows(request, response, rows, (one) => (write ? withServices(one, now, write) : one))
  })
  router.get(`${base}/organizations/:id`, (request, response) => {
    const now = publication()
    const found = byId(organizations(now.services), request)
    const write = (flagIn(request, 'full_service') ?? true) ? serviceFull : serviceSummary
    sendOne(response, found && withServices(found, now, write))
  })
  router.get(`${base}/taxonomies`, (request, response) =>
    sendRows(request, response, named(request, allTaxonomies()), asItIs),
  )
  router.get(`${base}/taxonomies/:id`, (request, response) => sendOne(response, byId(allTaxonomies(), request)))
  router.get(`${base}/taxonomy_terms`, (request, response) => {
    const taxonomy = textIn(request, 'taxonomy_id')
    // None of our terms stands under another one: all are at the top.
    const above = textIn(request, 'parent_id')
    flagIn(request, 'top_only')
    const terms = above === null ? named(request, allTerms(publication().services)) : []
    const asked = taxonomy === null ? terms : terms.filter((one) => one.taxonomy_id === taxonomy)
    sendRows(request, response, asked, asItIs)
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

type Write = (service: Service, publication: Publication) => Row

/** How services are written: with what belongs to them once, or with all that belongs to them (`full`). @throws BadQuery */
function writer(request: Request): Write {
  return isFull(request) ? serviceFull : serviceSummary
}

function asItIs(row: Row): Row {
  return row
}

function organizations(services: readonly Service[]): Row[] {
  return [...new Map(services.map(organizationOf).map((one) => [one.id, one])).values()]
}

function withServices(organization: Row, now: Publication, write: Write): Row {
  const theirs = now.services.filter((one) => organizationOf(one).id === organization.id)
  return { ...organization, services: theirs.map((one) => write(one, now)) }
}

function byId(rows: readonly Row[], request: Request): Row | undefined {
  return rows.find((one) => one.id === request.params.id)
}

function sendOne(response: Response, row: Row | undefined): void {
  if (row) response.json(row)
  else response.status(404).json({ error: 'not found' })
}

/** What makes no sense is told as the rest is: in JSON. */
function sayWhatIsWrong(error: unknown, _request: Request, response: Response, next: NextFunction) {
  if (error instanceof BadQuery) response.status(400).json({ error: error.message })
  else next(error)
}
