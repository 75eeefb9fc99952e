import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Router } from 'express'
import { parse } from 'yaml'
import { type Config, ConfigError, type DeskConfig } from '../config.ts'
import type { Log } from '../log.ts'
import type { Live } from '../publishing/live.ts'
import { type Check, createPublisher } from '../publishing/publish.ts'
import type { Releases } from '../publishing/releases.ts'
import type { Reports } from '../publishing/reports.ts'
import type { Suggestions } from '../publishing/suggestions.ts'
import { createWorkbench } from '../publishing/workbench.ts'
import {
  createDeskRouter,
  createOneTimeLink,
  createSessions,
  createSignIn,
  type Person,
  people as peopleFile,
} from '../staff/desk/index.ts'
import type { RenderPage } from '../staff/index.ts'
import type { Store } from '../store/index.ts'

export type Desk = {
  router: Router
  /** What a trial prints in the terminal: a link that lets one person in, once. Null with a provider. */
  link(url: string): string | null
}

export type DeskWiring = {
  config: Config
  desk: DeskConfig
  root: string
  store: Store
  log: Log
  live: Live
  releases: Releases
  reports: Reports
  suggestions: Suggestions
  render: RenderPage
  say: (key: string, params?: Record<string, string | number>) => string
  /** Where we are reached, once we listen. */
  url: () => string
}

/** The curators' desk with what it works on: the store, the files, and the check as a process of its own. */
export function openDesk({
  config,
  desk,
  root,
  store,
  log,
  live,
  releases,
  reports,
  suggestions,
  render,
  say,
  url,
}: DeskWiring): Desk {
  const now = Date.now
  const disk = diskAt(root)
  const workbench = createWorkbench({ store, releases, installed: disk.read, now })
  const publisher = createPublisher({
    store,
    releases,
    workbench,
    live,
    check: checkApart(config, root),
    disk,
    log,
    now,
    production: config.production,
  })
  const link = desk.oidc ? null : createOneTimeLink(now)
  const address = (at: string) => `${at}/desk/sign-in?token=${link?.make()}`
  const router = createDeskRouter({
    store,
    log,
    now,
    publicUrl: url,
    render,
    say,
    sessions: createSessions({
      keys: desk.sessionKeys.length > 0 ? desk.sessionKeys : [randomBytes(32).toString('base64')],
      secure: config.publicUrl.startsWith('https:'),
      store,
      now,
    }),
    people: desk.people === null ? [] : readPeople(desk.people),
    signIn: desk.oidc && createSignIn(desk.oidc),
    link,
    onLinkUsed: () => void process.stderr.write(`The next one's way to the desk: ${address(url())}\n`),
    live,
    workbench,
    releases,
    reports,
    suggestions,
    publisher,
    installed: disk.read,
    importedFiles: () => disk.list(`content/areas/${config.area}/imported`).filter((path) => path.endsWith('.yaml')),
  })
  return { router, link: (at) => link && address(at) }
}

function readPeople(path: string): readonly Person[] {
  try {
    return peopleFile.parse(parse(readFileSync(path, 'utf8')))
  } catch (error) {
    const why = error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error)
    throw new ConfigError('DESK_PEOPLE', `names a file that cannot be used (docs/desk.md): ${why}`)
  }
}

/** The content's files; each is written whole or not at all. */
function diskAt(root: string) {
  return {
    read(path: string): string | null {
      try {
        return readFileSync(join(root, path), 'utf8')
      } catch {
        return null
      }
    },
    /** The paths of a folder's files, sorted; none where there is no such folder. */
    list(folder: string): string[] {
      try {
        return readdirSync(join(root, folder))
          .sort()
          .map((name) => `${folder}/${name}`)
      } catch {
        return []
      }
    },
    write(path: string, text: string | null): void {
      const file = join(root, path)
      if (text === null) {
        rmSync(file)
        return
      }
      const fresh = `${file}.${randomBytes(4).toString('hex')}.new`
      writeFileSync(fresh, text)
      renameSync(fresh, file)
    },
  }
}

/** `fingerpost check` as a process of its own: it computes for minutes, and people are answered meanwhile. */
function checkApart(config: Config, root: string): Check {
  return async (files, quick, onStep) => {
    const folder = await mkdtemp(join(tmpdir(), 'fingerpost-check-'))
    try {
      const path = join(folder, 'files.json')
      await writeFile(path, JSON.stringify(Object.fromEntries(files)))
      const args = ['check', '--instead', path, '--progress', ...(quick ? ['--quick'] : [])]
      const child = spawn(process.execPath, [join(root, 'src/main.ts'), ...args], {
        env: { PATH: process.env.PATH ?? '', AREA: config.area },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let told = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        told += text
        for (const [, done, steps] of text.matchAll(/^(\d+)\/(\d+)$/gm)) onStep(Number(done), Number(steps))
      })
      const code = await new Promise<number | null>((resolve, reject) => {
        child.once('error', reject)
        child.once('close', resolve)
      })
      if (code === 0) return []
      const problems = told.split('\n').filter((line) => line.startsWith('  '))
      if (code !== 2 || problems.length === 0) throw new CheckError()
      return problems.map((line) => line.trim())
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

/** The check ended without saying what is wrong. */
class CheckError extends Error {
  override readonly name = 'CheckError'
}
