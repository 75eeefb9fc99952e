import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import type { DirectLineConfig } from '../../../src/channels/botframework/config.ts'
import { createDirectLine, directLinePath } from '../../../src/channels/botframework/index.ts'
import type { BotChannelData } from '../../../src/channels/botframework/record.ts'
import type { ActivitySet, WireActivity } from '../../../src/channels/botframework/transcript.ts'
import { createDelivery, type Turn } from '../../../src/delivery/index.ts'
import { createLimits, createSourceOf } from '../../../src/limits/index.ts'
import { createLog } from '../../../src/log.ts'
import { createPseudonyms, type PseudonymKey } from '../../../src/privacy/index.ts'
import { openSqliteStore, type Store } from '../../../src/store/index.ts'
import { keys as houseKeys } from '../house.ts'
import { serveApp } from '../serve-app.ts'

/** One message of ours, as a renderer makes it. */
export const message = (text: string, locale = 'en') =>
  JSON.stringify([{ type: 'message', text, textFormat: 'plain', locale, inputHint: 'expectingInput' }])

/** Counts the turns and says back what it got, so that a turn too many or too few is seen. */
const counting: Turn = ({ text = '', attachments, channelData }, session) => {
  const { value, language, greeted } = channelData as BotChannelData
  if (text === 'silence') return { session, reply: '' }
  if (text === 'leave') return { session: null, reply: '', forget: true }
  if (text === 'forget') return { session: null, reply: message('forgotten'), forget: true }
  const turns = Number(session ?? 0) + 1
  const facts = [value && `value ${value}`, attachments && 'media', !greeted && 'not greeted'].filter(Boolean)
  const said = text.length > 200 ? String(text.length) : text
  return { session: String(turns), reply: message([`${turns}: ${said}`, ...facts].join(', '), language) }
}

export type LineParts = {
  folder?: string
  keys?: readonly PseudonymKey[]
  config?: Partial<DirectLineConfig>
  now?: () => number
  store?: (real: Store) => Store
  /** Another store than the folder's. */
  shared?: Store
  lookMs?: number
}

export type Line = {
  url: string
  folder: string
  logged: string[]
  close(): Promise<void>
}

/** One machine: the edge on a real port, with a store in a folder that another machine may share. */
export async function openLine(parts: LineParts = {}): Promise<Line> {
  const folder = parts.folder ?? mkdtempSync(join(tmpdir(), 'line-'))
  const real = parts.shared ?? openSqliteStore(join(folder, 'store.db'))
  const store = parts.store?.(real) ?? real
  const logged: string[] = []
  const log = createLog('debug', { write: (line) => void logged.push(line) })
  const keys = parts.keys ?? houseKeys
  let url = 'http://localhost'
  const directLine = createDirectLine({
    config: { secret: null, origins: [], ...parts.config },
    keys,
    memory: store,
    pseudonyms: createPseudonyms(keys),
    delivery: createDelivery({ store, log, now: parts.now, sessionMs: 3_600_000, storeMs: 3000 }),
    turn: counting,
    withoutStore: ({ text }) => ({ reply: message(`without store: ${text}`) }),
    greeting: (language) => message(`hello in ${language}`, language),
    offered: () => ['en', 'pl', 'pa-Latn'],
    sourceOf: createSourceOf(keys, parts.now),
    limits: createLimits({ tally: store.tally.bind(store), keys, log, now: parts.now }),
    isDanger: (text) => text.startsWith('danger'),
    publicUrl: () => url,
    lookMs: parts.lookMs,
    log,
    now: parts.now,
  })
  const served = await serveApp(
    { log, ping: () => store.ping(), routers: [directLine.router] },
    {},
    directLine.streams.upgrade,
  )
  url = served.url
  return {
    url,
    folder,
    logged,
    close: async () => {
      directLine.streams.close()
      served.close()
      await real.close()
      if (!parts.folder) rmSync(folder, { recursive: true })
    },
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what a body holds is what each test asks.
export type Answer = { status: number; headers: Headers; body: any }

/** A request as a client makes it; `body` is sent as JSON unless it is a string already. */
export async function call(
  line: Pick<Line, 'url'>,
  method: string,
  path: string,
  { token, body, headers = {} }: { token?: string | null; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await fetch(line.url + directLinePath + path, {
    method,
    headers: {
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined || typeof body === 'string' ? (body as string | undefined) : JSON.stringify(body),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) }
}

export type Talk = {
  id: string
  token: string
  streamUrl: string
  path: string
  post(activity: Record<string, unknown>, at?: Line): Promise<Answer>
  say(text: string, at?: Line): Promise<Answer>
  get(watermark?: string, at?: Line): Promise<ActivitySet>
}

/** A conversation begun as Web Chat begins one: a token, then the conversation. */
export async function begin(line: Line, locale?: string): Promise<Talk> {
  const { token } = (await call(line, 'POST', '/tokens/generate')).body
  const { conversationId: id, streamUrl } = (
    await call(line, 'POST', '/conversations', { token, body: { locale, user: { id: 'dl_1' } } })
  ).body
  const path = `/conversations/${id}`
  const post: Talk['post'] = (activity, at = line) =>
    call(at, 'POST', `${path}/activities`, { token, body: { from: { id: 'dl_1', name: 'Nobody Atall' }, ...activity } })
  return {
    id,
    token,
    streamUrl,
    path,
    post,
    say: (text, at) => post({ type: 'message', text }, at),
    get: async (watermark, at = line) =>
      (
        await call(at, 'GET', `${path}/activities${watermark === undefined ? '' : `?watermark=${watermark}`}`, {
          token,
        })
      ).body,
  }
}

/** Who said what. */
export const lines = (activities: readonly WireActivity[]) =>
  activities.map(({ from, ...one }) => `${from.role}: ${'text' in one ? one.text : ''}`)

export type Heard = { socket: WebSocket; sets: ActivitySet[]; closed: Promise<{ code: number; reason: string }> }

/** Opens a stream; `sets` fills as it comes. Rejects with the status of a refusal. */
export async function listen(streamUrl: string, headers: Record<string, string> = {}): Promise<Heard> {
  const socket = new WebSocket(streamUrl, { headers })
  const sets: ActivitySet[] = []
  socket.on('message', (data) => String(data) !== '' && sets.push(JSON.parse(String(data))))
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.on('close', (code, reason) => resolve({ code, reason: String(reason) })),
  )
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => resolve())
    socket.on('unexpected-response', (_request, response) => reject(new Error(`refused ${response.statusCode}`)))
    socket.on('error', reject)
  })
  return { socket, sets, closed }
}
