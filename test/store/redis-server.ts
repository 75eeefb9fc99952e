import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'
import { openRedisStore, type RedisAddress } from '../../src/store/redis/index.ts'
import type { Store } from '../../src/store/store.ts'

/** A real Redis on a free port, with its append-only file in a folder of its own. */
export type RedisServer = {
  port: number
  /** Sends one command, as an operator would. */
  command(...args: string[]): Promise<unknown>
  signal(signal: NodeJS.Signals): void
  /** Kills it at once (SIGKILL) and waits until it is gone. */
  kill(): Promise<void>
  /** Starts it again, on the same port with the same files. */
  start(): Promise<void>
  /** Ends it and removes its folder. */
  remove(): Promise<void>
}

export function startRedis(...options: string[]): Promise<RedisServer> {
  return startRedisWith({}, ...options)
}

/** The same, with a file of settings, and as the user it lets in. */
export async function startRedisWith(
  { settings, user = {} }: { settings?: string; user?: { username?: string; password?: string } },
  ...options: string[]
): Promise<RedisServer> {
  const port = await freePort()
  const dir = mkdtempSync(join(tmpdir(), 'redis-'))
  const args = [
    ...(settings ? [settings] : []),
    '--port',
    `${port}`,
    '--bind',
    '127.0.0.1',
    '--dir',
    dir,
    '--save',
    '',
    '--appendonly',
    'yes',
  ]
  let server: ChildProcess

  // One connection for all of a server's life: making a client takes longer than a test.
  const operator = createClient({ ...user, socket: { host: '127.0.0.1', port, reconnectStrategy: 20 } })
  operator.on('error', () => {})
  const start = async () => {
    const started = spawn('redis-server', [...args, ...options], { stdio: 'ignore' })
    server = started
    const ended = once(started, 'exit').then(() => {
      throw new Error(`redis-server ended at once; is port ${port} taken?`)
    })
    const answers = async () => {
      if (!operator.isOpen) await operator.connect()
      await until(() => operator.ping())
    }
    const answering = answers()
    answering.catch(() => {})
    ended.catch(() => {})
    await Promise.race([answering, ended])
  }
  const end = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return
    server.kill(signal)
    await once(server, 'exit')
  }
  await start()
  return {
    port,
    command: (...words) => operator.sendCommand(words),
    signal: (signal) => void server.kill(signal),
    kill: () => end('SIGKILL'),
    start,
    async remove() {
      operator.destroy()
      await end('SIGKILL')
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** A real cluster of three primaries, which share the 16384 slots. */
export async function startCluster(): Promise<RedisServer[]> {
  const size = 3
  const buses = await Promise.all(Array.from({ length: size }, freePort))
  const nodes = await Promise.all(
    buses.map((bus) =>
      startRedis('--cluster-enabled', 'yes', '--cluster-port', `${bus}`, '--cluster-node-timeout', '2000'),
    ),
  )
  const [first, ...others] = nodes as [RedisServer, ...RedisServer[]]
  const slot = (n: number) => Math.floor((16_384 * n) / size)
  for (const [n, node] of nodes.entries()) {
    await node.command('CLUSTER', 'SET-CONFIG-EPOCH', `${n + 1}`)
    await node.command('CLUSTER', 'ADDSLOTSRANGE', `${slot(n)}`, `${slot(n + 1) - 1}`)
  }
  for (const [n, node] of others.entries())
    await first.command('CLUSTER', 'MEET', '127.0.0.1', `${node.port}`, `${buses[n + 1]}`)
  for (const node of nodes)
    await until(async () => {
      const info = String(await node.command('CLUSTER', 'INFO'))
      if (!/cluster_state:ok/.test(info) || !/cluster_known_nodes:3/.test(info)) throw new Error('not yet')
    })
  return nodes
}

export function addressOf(...nodes: RedisServer[]): RedisAddress {
  return {
    cluster: nodes.length > 1,
    tls: false,
    nodes: nodes.map(({ port }) => ({ host: '127.0.0.1', port })),
    db: 0,
  }
}

/** A store that already answers. */
export async function openReady(...nodes: RedisServer[]): Promise<Store> {
  const store = openRedisStore({ address: addressOf(...nodes) })
  await until(() => store.ping())
  return store
}

/** Tries until it does not fail, for some seconds. */
export async function until<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 400; ; left--) {
    try {
      return await attempt()
    } catch (error) {
      if (left === 0) throw error
      await sleep(25)
    }
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}
