import type { AddressInfo } from 'node:net'
import { Temporal } from 'temporal-polyfill'
import { createApp } from '../../../src/channels/http.ts'
import { createLog } from '../../../src/log.ts'
import { createLive } from '../../../src/publishing/live.ts'
import { type Check, createPublisher } from '../../../src/publishing/publish.ts'
import { createReleases } from '../../../src/publishing/releases.ts'
import { createReports } from '../../../src/publishing/reports.ts'
import { createSuggestions } from '../../../src/publishing/suggestions.ts'
import { createWorkbench } from '../../../src/publishing/workbench.ts'
import {
  createDeskRouter,
  createOneTimeLink,
  createSessions,
  type DeskParts,
  type Person,
} from '../../../src/staff/desk/index.ts'
import type { SignIn } from '../../../src/staff/desk/sign-in.ts'
import { createAssetsRouter, createRenderPage } from '../../../src/staff/index.ts'
import { inMemory, openSqliteStore, type Store } from '../../../src/store/index.ts'
import { sandwell } from '../../sandwell.ts'
import { installedFiles } from './files.ts'

const person = (sign: string, part: Partial<Person>): Person => ({
  subject: sign,
  sign,
  role: 'reader',
  areas: [],
  communities: [],
  ...part,
})

/** Made-up people, one of each kind. */
export const everyone: Person[] = [
  person('reader', {}),
  person('curator', { role: 'curator', areas: ['sandwell'] }),
  person('elsewhere', { role: 'curator', areas: ['fernshire'] }),
  person('sikh', { role: 'curator', communities: ['sikh'] }),
  person('publisher', { role: 'publisher' }),
  person('second', { role: 'curator', areas: ['sandwell'] }),
]

/** A provider that lets in whoever the address names: what a real one does is tested in oidc.test.ts. */
const anyone: SignIn = {
  begin: async () => ({ url: '/desk/signed-in', leaving: { state: 's', nonce: 'n', verifier: 'v' } }),
  finish: async (at) => ({ subject: at.searchParams.get('who') ?? '', email: null, emailVerified: false }),
}

export type Client = {
  get(path: string): Promise<Answer>
  /** Sends a form with the token of the session; `fields` may replace it. */
  post(path: string, fields: Record<string, string | string[]>, headers?: Record<string, string>): Promise<Answer>
  cookie(): string
}
export type Answer = { status: number; body: string; location: string | null; headers: Headers }

export type TestDesk = {
  url: string
  parts: DeskParts
  store: Store
  /** What the disk holds; written to by publishing. */
  files: Map<string, string>
  /** Signed in as one of `everyone`, or nobody. */
  as(who?: string): Promise<Client>
  clock: { now: number }
  close(): Promise<void>
}

/** The desk on a port of its own, with the real content, a store in memory, and a check that is given. */
export async function openTestDesk({
  check = async () => [],
  trial = false,
  signIn = anyone,
  production = false,
}: {
  check?: Check
  trial?: boolean
  /** Only for what may be published: everything else is as on a trial. */
  production?: boolean
  signIn?: SignIn
} = {}): Promise<TestDesk> {
  const clock = { now: Date.parse('2026-11-22T12:00Z') }
  const now = () => clock.now
  const store = openSqliteStore(inMemory)
  const log = createLog('silent')
  const files = installedFiles()
  const disk = {
    read: (path: string) => files.get(path) ?? null,
    write: (path: string, text: string | null) => void (text === null ? files.delete(path) : files.set(path, text)),
  }
  const releases = createReleases(store, now)
  const reports = createReports(store, now)
  const suggestions = createSuggestions(store, now)
  const live = createLive({
    bundle: sandwell,
    releases,
    reports,
    log,
    today: () => Temporal.PlainDate.from('2026-11-22'),
  })
  const workbench = createWorkbench({ store, releases, installed: disk.read, now })
  const publisher = createPublisher({ store, releases, workbench, live, check, disk, log, now, production })
  const say = (key: string, params?: Record<string, string | number>) => live.bundle().sentences.say('en', key, params)
  let url = ''
  const parts: DeskParts = {
    store,
    log,
    now,
    publicUrl: () => url,
    render: createRenderPage({ say, language: 'en', home: '/desk' }),
    say,
    sessions: createSessions({ keys: ['a key of the tests, which is long enough'], secure: false, store, now }),
    people: everyone,
    signIn: trial ? null : signIn,
    link: trial ? createOneTimeLink(now) : null,
    onLinkUsed: () => {},
    live,
    workbench,
    releases,
    reports,
    suggestions,
    publisher,
    installed: disk.read,
    importedFiles: () => [...files.keys()].filter((path) => path.includes('/imported/')),
  }
  const app = createApp({
    leaveUrl: 'https://weather.example',
    say,
    language: 'en',
    log,
    publicUrl: 'http://localhost',
    proxies: 0,
    state: () => 'ready',
    ping: () => store.ping(),
    routers: [createAssetsRouter(), createDeskRouter(parts)],
  })
  const server = await new Promise<ReturnType<typeof app.listen>>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening))
  })
  url = `http://localhost:${(server.address() as AddressInfo).port}`
  return {
    url,
    parts,
    store,
    files,
    clock,
    as: async (who) => {
      const client = clientOf(url)
      if (who) {
        await client.get('/desk/leave')
        await client.get(`/desk/signed-in?who=${who}`)
      }
      return client
    },
    close: async () => {
      await publisher.settled()
      await new Promise((resolve) => server.close(resolve))
      await store.close()
    },
  }
}

/** A browser as far as cookies go. */
export function clientOf(url: string): Client {
  const jar = new Map<string, string>()
  let token: string | undefined
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(url + path, {
      redirect: 'manual',
      ...init,
      headers: { ...(init.headers as Record<string, string>), cookie: cookie() },
    })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/Max-Age=0/i.test(line)) jar.delete(name)
      else jar.set(name, value)
    }
    const { status, headers } = response
    return { status, headers, body: await response.text(), location: headers.get('location') }
  }
  return {
    cookie,
    get: (path) => ask(path, {}),
    async post(path, fields, headers = { 'sec-fetch-site': 'same-origin' }) {
      token ??= tokenIn((await ask('/desk/changes', {})).body)
      const form = new URLSearchParams()
      for (const [name, value] of Object.entries({ _csrf: token ?? '', ...fields }))
        for (const one of [value].flat()) form.append(name, one)
      return ask(path, { method: 'POST', body: form, headers: { ...headers } })
    },
  }
}

function tokenIn(body: string): string | undefined {
  return /name="_csrf" value="([^"]+)"/.exec(body)?.[1]
}

/** Boxes of one name are a list. */
export type Form = Record<string, string | string[]>

/** The fields of the first form with this action on a page, as a browser would send them unchanged. */
export function formOf(body: string, action: string): Form {
  const form =
    body
      .split('<form')
      .find((part) => part.includes(`action="${action}"`))
      ?.split('</form>')[0] ?? ''
  const fields: Form = {}
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const [type, name, value = ''] = ['type', 'name', 'value'].map(
      (key) => new RegExp(` ${key}="([^"]*)"`).exec(tag)?.[1],
    )
    if (!name || (['radio', 'checkbox'].includes(type ?? '') && !/ checked/.test(tag))) continue
    const known = fields[name]
    fields[name] = type === 'checkbox' && known !== undefined ? [known, plain(value)].flat() : plain(value)
  }
  for (const [, attributes = '', value = ''] of form.matchAll(/<textarea([^>]*)>([^<]*)<\/textarea>/g))
    fields[/ name="([^"]*)"/.exec(attributes)?.[1] ?? ''] = plain(value)
  for (const [, attributes = '', inside = ''] of form.matchAll(/<select([^>]*)>(.*?)<\/select>/gs)) {
    const chosen = /<option value="([^"]*)"[^>]* selected/.exec(inside)?.[1]
    fields[/ name="([^"]*)"/.exec(attributes)?.[1] ?? ''] = chosen ?? ''
  }
  return fields
}

function plain(text: string): string {
  const named: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (one) => named[one] ?? one)
}
