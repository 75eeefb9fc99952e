import { createServer, type Server } from 'node:http'
import compression from 'compression'
import express, {
  type ErrorRequestHandler,
  type Express,
  type RequestHandler,
  type Response,
  type Router,
} from 'express'
import helmet from 'helmet'
import type { Log } from '../log.ts'
import type { Language } from '../taxonomy.ts'
import { framed, leaveFor } from './frame.ts'
import { html, withCallLinks } from './page.ts'
import type { Say } from './say.ts'

/** The longest body of a request, in bytes. */
export const bodyLimit = 128 * 1024

export type AppParts = {
  say: Say
  /** The language `say` speaks, for the pages of this app. */
  language: Language
  log: Log
  publicUrl: string
  /** Where "leave this page" leads. */
  leaveUrl: string
  /** How many proxies of ours stand before us; so many entries of X-Forwarded-For are believed. */
  proxies: number
  state: () => 'starting' | 'ready' | 'draining'
  /** Rejects where the store cannot answer. */
  ping: () => Promise<void>
  /** What programs call that need no page's headers, under `webhooksUnder`; each router holds its own full paths. */
  webhooks?: readonly Router[]
  /** What else is served. */
  routers: readonly Router[]
}

/** What comes here is asked of the webhooks first. */
const webhooksUnder = '/channels/'

/**
 * The Express app: health, readiness, the given routers, and around them the limits and headers every answer gets.
 * Forms are parsed for the routers. An error shows a short page that says nothing of the inside.
 */
export function createApp({
  say,
  language,
  log,
  publicUrl,
  leaveUrl,
  proxies,
  state,
  ping,
  webhooks = [],
  routers,
}: AppParts): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('trust proxy', proxies)
  app.use(logRequests(log))
  const guardPage = securityHeaders(publicUrl)
  // Flat forms: a repeated field becomes a list, and no name can reach into another object.
  const form = express.urlencoded({ extended: false, limit: bodyLimit, parameterLimit: 200 })
  const webhook = express.Router()
  for (const router of [refuseTooLong, form, ...webhooks]) webhook.use(router)
  app.use((request, response, next) => {
    if (!request.url.startsWith(webhooksUnder)) return next()
    // Whatever they did not answer becomes a page.
    webhook(request, response, (error?: unknown) => (error ? guardPage(request, response, () => next(error)) : next()))
  })
  app.use(guardPage)
  // A page holds a token beside words of the person; only the person can have it answer their own token, so its
  // compressed length tells nobody else anything.
  app.use(compression())
  app.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }))
  app.get('/readyz', async (_request, response) => {
    const status = state()
    const degraded = (await answers(ping)) ? [] : ['store']
    response.status(status === 'ready' ? 200 : 503).json({ status, degraded })
  })
  app.use(refuseTooLong)
  app.use(form)
  for (const router of routers) app.use(router)
  app.use((_request, response) => showError(response, 404, 'notFound'))
  const onError: ErrorRequestHandler = (error, request, response, next) => {
    const status = clientFault(error)
    if (!status) log.error('request_failed', { error })
    // Too late for a page: Express hangs up.
    if (response.headersSent) next(error)
    // A program wrote it, not a person: the shape Bot Framework's clients read.
    else if (status && request.is('json'))
      response.status(status).json({
        error: { code: status === 413 ? 'MessageSizeTooBig' : 'BadArgument', message: say('errors:badRequest') },
      })
    else if (!status) showError(response, 500, 'unexpected')
    else showError(response, status, status === 413 ? 'tooLarge' : 'badRequest')
  }
  app.use(onError)
  return app

  function showError(response: Response, status: number, key: string): void {
    const main = html`<p>${withCallLinks(say('errors:urgent'), ['999'])}</p>
<p><a href="/">${say('errors:start')}</a></p>`
    const page = framed({ language, title: say(`errors:${key}`), leave: leaveFor(say, leaveUrl), main })
    response.status(status).type('html').send(page)
  }
}

/** What a client may take of us; times in milliseconds. */
export const bounds = {
  /** From a connection's first moment, or its last answer, to the end of the headers; to the end of the body. */
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 2000,
  /** An idle connection waits for its next request; longer than a balancer (60 s, mostly) keeps it. */
  keepAliveTimeout: 65_000,
  /** Nothing was read or written meanwhile: somebody who does not take the answer we send. */
  stillTimeout: 60_000,
  /** In bytes: beyond it a request is refused with 431. */
  maxHeaderSize: 16 * 1024,
  /** One more is hung up on. */
  connections: 2000,
}

/** The app behind a server that hangs up on clients too slow, or too many, to be people or providers. */
export function createHttpServer(app: Express, within: Partial<typeof bounds> = {}): Server {
  const { stillTimeout, connections, ...options } = { ...bounds, ...within }
  const server = createServer(options, app)
  server.timeout = stillTimeout
  server.maxConnections = connections
  return server
}

/** The parser would read a body that is too long to its end before it says so; one that tells its length need not come. */
const refuseTooLong: RequestHandler = (request, response, next) => {
  if (!(Number(request.headers['content-length']) > bodyLimit)) return next()
  response.set('Connection', 'close')
  next(Object.assign(new Error('body too long'), { status: 413 }))
}

/** The 4xx an error stands for (a body that is malformed, too long, cut off...), or null where the fault is ours. */
function clientFault(error: unknown): number | null {
  const status = (error as { status?: unknown } | null)?.status
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null
}

async function answers(ping: () => Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, 1000, false)
  })
  try {
    return await Promise.race([ping().then(() => true), late])
  } catch {
    return false
  } finally {
    clearTimeout(timer)
  }
}

function securityHeaders(publicUrl: string): RequestHandler {
  const secure = publicUrl.startsWith('https:')
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    strictTransportSecurity: secure,
  })
}

/** One line a request: the pattern it matched, never its URL. */
function logRequests(log: Log): RequestHandler {
  return (request, response, next) => {
    const started = performance.now()
    response.on('close', () => {
      const route = typeof request.route?.path === 'string' ? request.baseUrl + request.route.path : 'none'
      const level = route === '/healthz' || route === '/readyz' ? 'debug' : 'info'
      const outcome = response.writableFinished ? 'answered' : 'hung_up'
      log[level]('request', { route, status: response.statusCode, outcome, ms: performance.now() - started })
    })
    next()
  }
}
