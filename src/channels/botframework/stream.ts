import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Log } from '../../log.ts'
import { type Access, DirectLineError } from './access.ts'
import type { Tokens } from './tokens.ts'
import { channel, type Transcript } from './transcript.ts'

/** A client sends nothing over its stream but empty messages that keep it open. */
const longestFrame = 1024
/** Streams of one conversation (tabs of one page); beyond, the oldest closes with the reason Direct Line gives. */
const streamsEach = 4
const streamsInAll = 10_000
/** A client that takes nothing is given up. */
const mostWaiting = 1_000_000

export type StreamParts = {
  access: Access
  tokens: Tokens
  transcript: Transcript
  log: Log
  /** How often a stream looks for what other machines answered. */
  lookMs?: number
  keepAliveMs?: number
}

export type Streams = {
  /** For the server's `upgrade`: opens the stream of a conversation, or refuses. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Something happened in a conversation. */
  wake(conversationId: string): void
  /** Tells every client to come back, here or to another machine. */
  close(): void
}

type Stream = { socket: WebSocket; after: string | null; busy: boolean; again: boolean; alive: boolean }

/** GET /v3/directline/conversations/ID/stream?t=TOKEN: what is said in a conversation, as it is said. */
export function createStreams(parts: StreamParts): Streams {
  const { access, tokens, transcript, log, lookMs = 1000, keepAliveMs = 15_000 } = parts
  const server = new WebSocketServer({ noServer: true, maxPayload: longestFrame, perMessageDeflate: false })
  const conversations = new Map<string, Set<Stream>>()
  const all = () => [...conversations.values()].flatMap((streams) => [...streams])

  const looking = setInterval(() => {
    for (const id of conversations.keys()) wake(id)
  }, lookMs).unref()
  const keeping = setInterval(() => {
    for (const stream of all()) {
      if (!stream.alive) {
        stream.socket.terminate()
        continue
      }
      stream.alive = false
      stream.socket.ping()
      stream.socket.send('')
    }
  }, keepAliveMs).unref()

  return {
    upgrade(request, socket, head) {
      socket.on('error', () => socket.destroy())
      admit(request).then(
        ({ conversation, after }) =>
          server.handleUpgrade(request, socket, head, (client) => open(conversation, after, client)),
        (error) => refuse(socket, error, log),
      )
    },
    wake,
    close() {
      clearInterval(looking)
      clearInterval(keeping)
      for (const { socket } of all()) {
        socket.close(1001, 'going away')
        setTimeout(() => socket.terminate(), 500).unref()
      }
    },
  }

  async function admit(request: IncomingMessage): Promise<{ conversation: string; after: string | null }> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
    const [, conversation] = /^\/v3\/directline\/conversations\/([^/]{1,200})\/stream$/.exec(pathname) ?? []
    if (!conversation) throw new DirectLineError(404, 'BadArgument', 'there is no such stream')
    if (!access.fromAllowedOrigin(request))
      throw new DirectLineError(403, 'BadArgument', 'pages of this origin are not allowed here')
    const read = await tokens.read('stream', searchParams.get('t') ?? '')
    if (read.outcome === 'expired')
      throw new DirectLineError(403, 'TokenExpired', 'the address of the stream has expired')
    if (read.outcome === 'forged' || read.claims.conversation !== conversation)
      throw new DirectLineError(401, 'Unauthorized', 'the address of the stream is none of ours')
    if (all().length >= streamsInAll) throw new DirectLineError(503, 'ServiceError', 'too many streams are open')
    return { conversation, after: read.claims.after ?? null }
  }

  function open(conversation: string, after: string | null, socket: WebSocket): void {
    const streams = conversations.get(conversation) ?? new Set()
    const stream: Stream = { socket, after, busy: false, again: false, alive: true }
    conversations.set(conversation, streams.add(stream))
    const [oldest] = streams
    if (streams.size > streamsEach && oldest) leave(oldest, 'collision')
    socket.on('pong', () => {
      stream.alive = true
    })
    // What a client says here is said to nobody; too long a frame closes the stream (1009).
    socket.on('message', () => {
      stream.alive = true
    })
    socket.on('error', () => socket.terminate())
    socket.on('close', () => leave(stream))
    void tell(conversation, stream)

    function leave(one: Stream, reason?: string): void {
      if (reason) one.socket.close(1000, reason)
      streams.delete(one)
      if (streams.size === 0) conversations.delete(conversation)
    }
  }

  function wake(conversationId: string): void {
    for (const stream of conversations.get(conversationId) ?? []) void tell(conversationId, stream)
  }

  /** Sends what the client has not had yet; one at a time, so that nothing is told twice. */
  async function tell(conversationId: string, stream: Stream): Promise<void> {
    stream.again = true
    if (stream.busy) return
    stream.busy = true
    try {
      while (stream.again && stream.socket.readyState === stream.socket.OPEN) {
        stream.again = false
        const set = await transcript.after(conversationId, stream.after)
        stream.after = set.watermark
        if (set.activities.length === 0) continue
        if (stream.socket.bufferedAmount > mostWaiting) stream.socket.terminate()
        else stream.socket.send(JSON.stringify(set))
      }
    } catch (error) {
      log.error('stream_failed', { channel, error })
    } finally {
      stream.busy = false
    }
  }
}

/** Answers what does not become a WebSocket, as the other requests are answered. */
function refuse(socket: Duplex, error: unknown, log: Log): void {
  if (!(error instanceof DirectLineError)) log.error('request_failed', { error })
  const { status, body } =
    error instanceof DirectLineError ? error : new DirectLineError(500, 'ServiceError', 'something is wrong at our end')
  const text = JSON.stringify(body)
  socket.end(
    [
      `HTTP/1.1 ${status} Refused`,
      'Connection: close',
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(text)}`,
      '',
      text,
    ].join('\r\n'),
  )
}
