import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sign } from '../../../src/channels/twilio/signature.ts'
import { startRedis } from '../../store/redis-server.ts'
import { type Child, startChild } from '../../transaction/children.ts'
import { figuresOf, type Row } from '../row.ts'
import { talk } from '../talk.ts'

const token = 'the-auth-token'
const publicUrl = 'https://help.example'
const path = '/channels/sms'
const root = join(import.meta.dirname, '../../..')

/** Each way in turn, several times, so that what else the machine does falls on both alike. */
const rounds = 3
const seconds = 4

/** A signed text to the TwiML of its committed turn, beside Express with one durable write to the same store. */
export async function measure(): Promise<Row[]> {
  const rows: Row[] = []
  for (const store of ['SQLite', 'Redis'] as const) {
    const folder = mkdtempSync(join(tmpdir(), 'bench-'))
    const redis = store === 'Redis' ? await startRedis('--appendfsync', 'always') : null
    const where = (name: string) => (redis ? `redis://127.0.0.1:${redis.port}` : join(folder, name))
    const [ours, bare] = await Promise.all([
      startChild(
        {
          STORE: redis ? where('') : `sqlite:${where('ours.db')}`,
          PORT: '0',
          PUBLIC_URL: publicUrl,
          PSEUDONYM_KEYS: `v1:${Buffer.alloc(32, 1).toString('base64')}`,
          TWILIO_ACCOUNT_SID: 'AC1',
          TWILIO_AUTH_TOKEN: token,
          SMS_DAILY_PARTS: '0',
          SMS_DAILY_PARTS_FOREIGN: '0',
        },
        [join(root, 'src/main.ts'), 'serve'],
      ),
      startChild({ STORE: where('bare.db'), TOKEN: token, PUBLIC_URL: publicUrl }, [
        join(import.meta.dirname, '../bare.ts'),
      ]),
    ])
    for (const connections of [1, 64]) rows.push(await row(store, connections, urlOf(ours), urlOf(bare)))
    await Promise.all([ours, bare].map((child) => child.kill()))
    await redis?.remove()
    rmSync(folder, { recursive: true })
  }
  return rows
}

function urlOf({ url }: Child): string {
  return url.replace('localhost', '127.0.0.1')
}

async function row(store: string, connections: number, ours: string, bare: string): Promise<Row> {
  const times = { ours: [] as number[], bare: [] as number[] }
  for (let round = 0; round <= rounds; round++)
    for (const [name, url] of [
      ['ours', ours],
      ['bare', bare],
    ] as const) {
      const found = await load(url, connections)
      // The first time is for warming up.
      if (round > 0) times[name].push(...found)
    }
  return {
    name: `signed webhook to committed TwiML, ${store}, ${connections} at once`,
    ours: figuresOf(times.ours, rounds * seconds),
    other: { name: 'Express, one durable write', figures: figuresOf(times.bare, rounds * seconds) },
    aim: { at: 'least', value: 0.7, of: 'throughput' },
  }
}

type Options = {
  url: string
  connections: number
  duration: number
  method: string
  headers: Record<string, string>
  requests: { setupRequest(request: object): object }[]
}
type Run = Promise<{ non2xx: number; errors: number }> & {
  on(event: 'reqError', listener: (error: unknown) => void): void
  on(event: 'response', listener: (client: unknown, status: number, bytes: number, ms: number) => void): void
}
const autocannon = createRequire(import.meta.url)('autocannon') as (options: Options, done?: undefined) => Run

/** Gives how long each answer took, in ms. */
async function load(url: string, connections: number): Promise<number[]> {
  const times: number[] = []
  const run = autocannon({
    url: url + path,
    connections,
    duration: seconds,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    requests: [{ setupRequest: (request) => ({ ...request, ...text() }) }],
  })
  run.on('response', (_client, _status, _bytes, ms) => times.push(ms))
  let why = ''
  run.on('reqError', (error) => {
    why ||= String(error)
  })
  const { non2xx, errors } = await run
  if (non2xx + errors > 0) throw new Error(`${non2xx} answers were no 200, ${errors} requests failed: ${why}`)
  return times
}

let sent = 0
/** So many people write in turn that nobody has two texts under way; then others do, before anybody is taken for a loop. */
const writing = 500

function text(): { path: string; body: string; headers: Record<string, string> } {
  const n = sent++
  const conversation = Math.floor(n / (writing * talk.length)) * writing + (n % writing)
  const form = {
    MessageSid: `SM${n.toString(16).padStart(32, '0')}`,
    AccountSid: 'AC1',
    From: `+1${200 + (Math.floor(conversation / 100) % 800)}55501${String(conversation % 100).padStart(2, '0')}`,
    To: '+447700900999',
    Body: talk[Math.floor(n / writing) % talk.length] as string,
    NumMedia: '0',
  }
  return {
    path,
    body: new URLSearchParams(form).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': sign(token, publicUrl + path, form),
    },
  }
}
