import { randomBytes, randomUUID } from 'node:crypto'
import { Activity } from '@microsoft/agents-activity'
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express'
import type { Delivery, Turn, WithoutStore } from '../../delivery/index.ts'
import type { Limits, SourceOf } from '../../limits/index.ts'
import type { Log } from '../../log.ts'
import type { Pseudonyms } from '../../privacy/index.ts'
import type { Language } from '../../taxonomy.ts'
import { bodyLimit } from '../http.ts'
import type { OwnWords } from '../own-words.ts'
import { type Access, DirectLineError } from './access.ts'
import { type Incoming, languageOf, readActivity, saidIn, type Wanted, wantedOf } from './receive.ts'
import { type BotChannelData, recordedTurn, type TurnParts } from './record.ts'
import type { Streams } from './stream.ts'
import { type Claims, type Tokens, tokenSeconds } from './tokens.ts'
import { activityId, channel, type Echo, type KeptTurn, type Transcript } from './transcript.ts'

export const directLinePath = '/v3/directline'

/** Seconds. */
const comeBackAfter = '60'

export type DirectLineParts = TurnParts & {
  access: Access
  tokens: Tokens
  transcript: Transcript
  streams: Streams
  words: OwnWords<KeptTurn>
  pseudonyms: Pseudonyms
  delivery: Delivery
  withoutStore: WithoutStore
  offered: () => readonly Language[]
  /** Beyond them danger is answered all the same. */
  limits: Pick<Limits, 'web'>
  sourceOf: SourceOf
  isDanger: (text: string) => boolean
  /** The address clients reach us at. */
  publicUrl: () => string
  log: Log
  now?: () => number
}

/**
 * Direct Line 3.0 (github.com/microsoft/botframework-sdk, specs/botframework-protocol/directline-3.0.json) under
 * /v3/directline, the protocol Bot Framework's Web Chat speaks. Files are refused; errors are `{error: {code, message}}`.
 */
export function createDirectLineRouter(parts: DirectLineParts): Router {
  const { access, tokens, transcript } = parts
  const router = Router()
  router.use(allowOrigins(access), express.json({ limit: bodyLimit }))

  router.post('/tokens/generate', async (request, response) => {
    access.mayGenerate(request)
    await withinLimits(request, response)
    const asked: { user?: { id?: unknown }; trustedOrigins?: unknown } = request.body ?? {}
    if (asked.trustedOrigins !== undefined)
      throw new DirectLineError(400, 'BadArgument', 'trustedOrigins: the origins allowed here are DIRECTLINE_ORIGINS')
    const claims = { conversation: newConversation(), ...userOf(asked.user?.id) }
    response.json(await granted(claims))
  })

  router.post('/tokens/refresh', async (request, response) => {
    const claims = await access.claimsOf(request)
    if (!claims) throw new DirectLineError(400, 'BadArgument', 'a secret does not expire')
    response.json(await granted(claims))
  })

  router.post('/conversations', async (request, response) => {
    const claims = (await access.claimsOf(request)) ?? { conversation: newConversation() }
    await withinLimits(request, response)
    const locale: unknown = request.body?.locale
    const begun = await take(parts, claims, { type: 'conversationUpdate', locale }, 'begin')
    response.status(begun.duplicate ? 200 : 201).json({ ...(await granted(claims)), ...(await streamOf(claims, '')) })
  })

  router.get('/conversations/:id', async (request, response) => {
    const claims = await access.claimsFor(request, request.params.id)
    // Without a watermark only what comes from here on is told.
    const from = watermarkIn(request) ?? (await transcript.after(claims.conversation, null)).watermark
    response.json({ ...(await granted(claims)), ...(await streamOf(claims, from)) })
  })

  router.get('/conversations/:id/activities', async (request, response) => {
    const { conversation } = await access.claimsFor(request, request.params.id)
    response.json(await transcript.after(conversation, watermarkIn(request) || null))
  })

  router.post('/conversations/:id/activities', async (request, response) => {
    const claims = await access.claimsFor(request, request.params.id)
    const read = readActivity(request.body)
    if ('wrong' in read) throw new DirectLineError(400, 'BadArgument', `${read.wrong} is missing or of the wrong kind`)
    const { text } = saidIn(read.activity)
    if (text === '' || !parts.isDanger(text)) await withinLimits(request, response, claims)
    const { id } = await take(parts, claims, read.activity, nameOf(read.activity), parts.sourceOf(request.ip))
    response.json({ id })
  })

  router.post('/conversations/:id/upload', async (request) => {
    await access.claimsFor(request, request.params.id)
    throw new DirectLineError(415, 'NotSupported', 'files are not taken')
  })

  router.use(() => {
    throw new DirectLineError(404, 'BadArgument', 'there is nothing at this address')
  })
  router.use(showError(parts.log))
  return Router().use(directLinePath, router)

  /** @throws DirectLineError 429 */
  async function withinLimits(request: Request, response: Response, claims?: Claims): Promise<void> {
    const person = claims && parts.pseudonyms.of(channel, claims.conversation)
    if ((await parts.limits.web({ address: request.ip, person })) === 'within') return
    response.set('Retry-After', comeBackAfter)
    throw new DirectLineError(429, 'TooManyRequests', 'too many requests: wait a minute')
  }

  async function granted(claims: Claims) {
    const token = await tokens.issue('conversation', claims)
    return { conversationId: claims.conversation, token, expires_in: tokenSeconds }
  }

  async function streamOf({ conversation }: Claims, after: string) {
    const token = await tokens.issue('stream', { conversation, after })
    const base = parts.publicUrl().replace(/^http/, 'ws')
    return { streamUrl: `${base}${directLinePath}/conversations/${conversation}/stream?t=${token}` }
  }
}

/**
 * What a client sent takes effect: one turn, or nothing for what asks nothing of us. A client that sends it again gives it
 * the same name (`clientActivityID`), and it takes effect once.
 */
async function take(
  parts: DirectLineParts,
  claims: Claims,
  sent: Pick<Incoming, 'type' | 'locale'> & Partial<Incoming>,
  name: string,
  source?: string,
): Promise<{ id: string; duplicate: boolean }> {
  const { words, pseudonyms, delivery, streams, now = Date.now } = parts
  const { conversation: conversationId } = claims
  // Keyed, so that the name of a message tells nothing, and reaches into no other conversation.
  const id = pseudonyms.of(channel, `${conversationId}\n${name}`)
  const named = { id: activityId(conversationId, id), duplicate: false }
  const wanted = wantedOf(sent as Incoming)
  if (wanted === 'ignored') return named

  const conversation = pseudonyms.of(channel, conversationId)
  const echo = wanted === 'message' ? echoOf(sent as Incoming, claims) : null
  if (!words.of(conversation).has(id)) words.keep(conversation, id, { at: now(), echo, reply: null })
  let alone = false
  let forgot = false
  const turn: Turn = (...given) => {
    const result = recordedTurn(parts)(...given)
    forgot = result.forget ?? false
    return result
  }
  const withoutStore: WithoutStore = (...given) => {
    alone = true
    if (wanted === 'endOfConversation') return { reply: '' }
    return wanted === 'message' ? parts.withoutStore(...given) : { reply: parts.greeting(languageIn(parts, sent)) }
  }
  const activity = activityOf(parts, { id, conversation, wanted, sent, source })
  const delivered = await delivery.handle(activity, turn, withoutStore, pseudonyms.formerly(channel, conversationId))
  if (forgot) words.forget(conversation)
  // No store lists this turn: here at least it is shown.
  if (alone || forgot) words.keep(conversation, id, { at: now(), echo, reply: delivered.reply })
  streams.wake(conversationId)
  return { ...named, duplicate: delivered.duplicate }
}

function nameOf({ channelData }: Partial<Incoming>): string {
  return channelData?.clientActivityID ? `client ${channelData.clientActivityID}` : randomUUID()
}

function activityOf(
  parts: DirectLineParts,
  {
    id,
    conversation,
    wanted,
    sent,
    source,
  }: { id: string; conversation: string; wanted: Wanted; sent: Partial<Incoming>; source?: string },
): Activity {
  const { text, choice } = saidIn({ text: sent.text, value: sent.value })
  const channelData: BotChannelData = { value: choice, language: languageIn(parts, sent), source }
  return Activity.fromObject({
    type: wanted,
    id,
    channelId: channel,
    conversation: { id: conversation },
    from: { id: conversation },
    text,
    channelData,
    // What is in them is nobody's business; that there were some is answered.
    ...(sent.attachments?.length ? { attachments: [{ contentType: 'application/octet-stream' }] } : {}),
  })
}

/** A page that joins may name its language in the event (`value.language`). */
function languageIn({ offered }: DirectLineParts, { locale, value }: Partial<Incoming>): Language {
  return languageOf(offered(), locale, (value as { language?: unknown } | null | undefined)?.language)
}

/** The person's message as the protocol gives it back: without a name, and without files. */
function echoOf({ type, from, text, locale, value, channelData }: Incoming, { user }: Claims): Echo {
  return {
    type,
    from: { id: user ?? from?.id ?? 'user', role: 'user' },
    textFormat: 'plain',
    ...(typeof text === 'string' ? { text } : {}),
    ...(typeof locale === 'string' ? { locale } : {}),
    ...(value === undefined ? {} : { value }),
    ...(channelData ? { channelData } : {}),
  }
}

function userOf(id: unknown): { user?: string } {
  return typeof id === 'string' && id !== '' && id.length <= 256 ? { user: id } : {}
}

function newConversation(): string {
  return randomBytes(16).toString('base64url')
}

function watermarkIn({ query }: Request): string | null {
  return typeof query.watermark === 'string' && query.watermark.length <= 200 ? query.watermark : null
}

/** Pages of other sites may talk to us where they are allowed to, and no others. */
function allowOrigins(access: Access): RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers
    response.vary('Origin')
    if (!access.fromAllowedOrigin(request))
      throw new DirectLineError(403, 'BadArgument', 'pages of this origin are not allowed here')
    if (origin === undefined) return next()
    response.set('Access-Control-Allow-Origin', origin)
    response.set('Access-Control-Expose-Headers', 'Retry-After')
    if (request.method !== 'OPTIONS') return next()
    response.set({
      'Access-Control-Allow-Methods': 'GET, POST',
      'Access-Control-Allow-Headers': 'Authorization, Content-Type, x-ms-bot-agent, x-requested-with',
      'Access-Control-Max-Age': '600',
    })
    response.status(204).end()
  }
}

function showError(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response: Response, next) => {
    if (response.headersSent) return next(error)
    const known = asDirectLineError(error)
    if (!known) log.error('request_failed', { channel, error })
    const shown = known ?? new DirectLineError(500, 'ServiceError', 'something is wrong at our end')
    response.status(shown.status).json(shown.body)
  }
}

/** Also what the parser of the body found wrong with it. */
function asDirectLineError(error: unknown): DirectLineError | null {
  if (error instanceof DirectLineError) return error
  const status = (error as { status?: unknown } | null)?.status
  if (status === 413) return new DirectLineError(413, 'MessageSizeTooBig', `an activity has at most ${bodyLimit} bytes`)
  if (typeof status !== 'number' || status < 400 || status > 499) return null
  return new DirectLineError(status, 'BadSyntax', 'the body cannot be read as JSON')
}
