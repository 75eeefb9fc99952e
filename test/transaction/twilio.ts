import { Agent, request } from 'node:http'
import { smsPath } from '../../src/channels/sms/index.ts'
import { sign } from '../../src/channels/twilio/signature.ts'
import { wantedOfNumber } from '../../src/commands/twilio/wanted.ts'
import { authToken, publicUrl } from '../channels/house.ts'

/**
 * How Twilio brings a text to us: what of a failed attempt it tries again, how often, and how long in all.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
export type Policy = { retries: number; on: readonly Failure[]; totalMs: number }

/** `ct`: no connection; `rt`: no answer, or none that is whole; the others by the status of the answer. */
type Failure = 'ct' | 'rt' | '4xx' | '5xx'

/** Reads the overrides at the end of an address; what it does not name is as Twilio has it. */
export function policyOf(url: string): Policy {
  const overrides = new URLSearchParams(new URL(url).hash.slice(1))
  const on = (overrides.get('rp') ?? 'ct').split(',')
  return {
    retries: Number(overrides.get('rc') ?? 1),
    on: on.includes('all') ? ['ct', 'rt', '4xx', '5xx'] : (on as Failure[]),
    totalMs: Number(overrides.get('tt') ?? 15_000),
  }
}

/** The one our set-up writes at the number. */
export const ours = policyOf(wantedOfNumber(publicUrl, { sms: null, voice: null }).smsUrl ?? '')
/** Where nothing was set up. */
export const plain = policyOf(publicUrl + smsPath)

/** `answer` is null where Twilio gave up, and asks the fallback. */
export type Brought = { answer: string | null; attempts: number; failures: string[] }

const agent = new Agent({ keepAlive: true, maxSockets: 256 })

/** Brings a signed text; a balancer sends each attempt to the next of the processes. */
export async function bring(
  urls: readonly string[],
  form: Record<string, string>,
  policy: Policy = ours,
): Promise<Brought> {
  const began = performance.now()
  const body = new URLSearchParams(form).toString()
  const signature = sign(authToken, publicUrl + smsPath, form)
  const failures: string[] = []
  for (let attempt = 0; ; attempt++) {
    const left = policy.totalMs - (performance.now() - began)
    const result = await post(urls[attempt % urls.length] as string, body, signature, left)
    if ('answer' in result) return { answer: result.answer, attempts: attempt + 1, failures }
    failures.push(result.failure)
    if (attempt === policy.retries || !policy.on.includes(result.failure))
      return { answer: null, attempts: attempt + 1, failures }
  }
}

function post(
  url: string,
  body: string,
  signature: string,
  ms: number,
): Promise<{ answer: string } | { failure: Failure }> {
  return new Promise((resolve) => {
    let connected = false
    const sent = request(
      url + smsPath,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
          'x-twilio-signature': signature,
        },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk) => chunks.push(chunk))
        response.on('error', () => resolve({ failure: 'rt' }))
        response.on('end', () => {
          const status = response.statusCode ?? 0
          if (!response.complete) resolve({ failure: 'rt' })
          else if (status >= 400) resolve({ failure: status < 500 ? '4xx' : '5xx' })
          else resolve({ answer: Buffer.concat(chunks).toString() })
        })
      },
    )
    sent.on('socket', (socket) => {
      connected = !socket.connecting
      if (socket.connecting)
        socket.once('connect', () => {
          connected = true
        })
    })
    sent.on('error', () => resolve({ failure: connected ? 'rt' : 'ct' }))
    const timer = setTimeout(() => sent.destroy(new Error('too late')), Math.max(1, ms))
    sent.once('close', () => clearTimeout(timer))
    sent.end(body)
  })
}
