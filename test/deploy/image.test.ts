import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { validate } from 'dockerfile-utils'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../store/redis-server.ts'

/** The image's steps without Docker: what it copies, the packages it installs, the user it runs as, and its health check. */

const root = join(import.meta.dirname, '../..')
const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'image-'))
const app = join(folder, 'app')
const data = join(folder, 'data')
/** The user "nobody", where the test may become it. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

beforeAll(() => {
  for (const path of [folder, app, data]) {
    mkdirSync(path, { recursive: true })
    chmodSync(path, path === data ? 0o777 : 0o755)
  }
  for (const [, from = '', to = ''] of dockerfile.matchAll(/^COPY (.+) (\S+)$/gm))
    for (const one of from.split(' '))
      cpSync(join(root, one), to.endsWith('/') ? join(app, to, one) : join(app, to), { recursive: true })
  // `npm ci --omit=dev --omit=optional`, from what is installed here.
  for (const path of installed()) {
    mkdirSync(dirname(join(app, path)), { recursive: true })
    symlinkSync(join(root, path), join(app, path))
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The packages at the top of node_modules that are neither for development alone nor optional. */
function installed(): string[] {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; optional?: boolean; devOptional?: boolean }>
  }
  return Object.entries(packages)
    .filter(([path, { dev, optional, devOptional }]) => {
      const top = /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path)
      return top && !dev && !optional && !devOptional && existsSync(join(root, path))
    })
    .map(([path]) => path)
}

test('the Dockerfile has no mistake, ends as another user, and installs no development dependency', () => {
  expect(validate(dockerfile)).toEqual([])
  expect(dockerfile).toMatch(/^USER node$/m)
  expect(dockerfile).toMatch(/npm ci --omit=dev/)
  expect(dockerfile.indexOf('USER node')).toBeGreaterThan(dockerfile.lastIndexOf('COPY'))
})

test('every package that the program names is one it depends on', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  const named = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .flatMap((path) => {
      const text = readFileSync(join(root, 'src', path), 'utf8')
      return [...text.matchAll(/(?:from|import|import\(|require\.resolve\() ?'((?:@[\w.-]+\/)?[\w.-]+)(?:\/[^']*)?'/g)]
        .map(([, name]) => name as string)
        .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
    })
  expect([...new Set(named)].filter((name) => !(name in dependencies) && name !== 'node')).toEqual([])
  expect(named.length).toBeGreaterThan(50)
})

test('it starts as a user without rights, answers, is found healthy, and writes nothing but its store', async () => {
  const port = String(await freePort())
  const env = {
    PATH: dirname(process.execPath),
    PORT: port,
    STORE: `sqlite:${join(data, 'fingerpost.db')}`,
    PSEUDONYM_KEYS: `v1:${Buffer.alloc(32, 3).toString('base64')}`,
  }
  const [node = '', ...args] = commandOf(/^CMD (\[.*\])$/m)
  expect(node).toBe('node')
  // The packages are links here: what they need is looked for where the link is, as in the image.
  const links = ['--preserve-symlinks', '--preserve-symlinks-main']
  const server = spawn(process.execPath, [...links, ...args], { cwd: app, env, ...nobody, stdio: 'pipe' })
  let told = ''
  server.stdout.on('data', (text) => {
    told += text
  })
  try {
    await new Promise<void>((resolve, reject) => {
      server.stderr.on('data', (text) => {
        told += text
        if (told.includes('Fingerpost is at')) resolve()
      })
      server.once('exit', () => reject(new Error(told)))
    })
    const page = await (await fetch(`http://127.0.0.1:${port}/`)).text()
    expect(page).toContain('What would help right now?')
    const [check = '', ...parts] = commandOf(/^HEALTHCHECK [\s\S]*?CMD (\[.*\])$/m)
    expect(check).toBe('node')
    const healthy = () => spawnSync(process.execPath, parts, { env, ...nobody }).status
    expect(healthy()).toBe(0)
    const gone = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGTERM')
    expect(await gone).toBe(0)
    expect(healthy()).toBe(1)
    expect(readdirSync(data)).toEqual(['fingerpost.db'])
    expect(readdirSync(app).sort()).toEqual(
      ['content', 'locales', 'node_modules', 'package-lock.json', 'package.json', 'src', '.npmrc'].sort(),
    )
  } finally {
    server.kill('SIGKILL')
  }
})

function commandOf(pattern: RegExp): string[] {
  return JSON.parse(pattern.exec(dockerfile)?.[1] ?? '[]')
}
