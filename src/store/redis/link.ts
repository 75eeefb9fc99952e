import { isIP } from 'node:net'
import type { StoreError } from '../store.ts'
import { type RedisAddress, told } from './address.ts'
import { isOffline, LateError, OfflineError, toStoreError } from './faults.ts'
import type { Script } from './scripts/prelude.ts'
import { shardKey } from './shards.ts'

export type LinkSettings = {
  address: RedisAddress
  /** The longest one call may take. */
  callMs: number
  /** Called when Redis goes away (with why) and when it is back; not before it has been there or away once. */
  onChange?: OnChange
}

export type OnChange = (state: 'away' | 'back', why?: StoreError) => void

/** What a script answers, behind the time. */
export type Reply = unknown[]

/** What is used of a client, for one node and for a cluster alike. */
type Client = {
  connect(): Promise<unknown>
  close(): Promise<unknown>
  destroy(): void
  on(event: string, listener: (error: unknown) => void): unknown
  evalSha(sha: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

/** A shard that has not answered for so long has its connection made anew: it may lead nowhere. */
const silentMs = 5000

/**
 * Runs scripts on shards. A call is over after `callMs`, and what it would have written is then not written later
 * either: it carries a deadline by the clock of the node it goes to. Never waits for a connection that is not there.
 */
export class Link {
  readonly where: string
  private readonly settings: LinkSettings
  /** None yet, or none any more. */
  private client: Client | null = null
  private closed = false
  private state: 'away' | 'back' | null = null
  /** By shard in a cluster, whose nodes have a clock each: how far ahead of our own running clock a node's is, in ms. */
  private ahead = new Map<number, number>()
  private silentSince = new Map<number, number>()
  private retry: NodeJS.Timeout | undefined

  constructor(settings: LinkSettings) {
    this.settings = settings
    this.where = told(settings.address)
    void this.open()
  }

  /** Rejects with a StoreError. */
  run(shard: number, script: Script, args: readonly (string | number)[]): Promise<Reply> {
    return this.attempt(shard, script, args).then(
      (reply) => {
        this.silentSince.delete(shard)
        this.tell('back')
        return reply
      },
      (cause: unknown) => {
        const error = toStoreError(cause, this.where)
        // Why there is no connection, the client has told already.
        if (!isOffline(cause) && (error.code === 'away' || error.code === 'refused')) this.tell('away', error)
        throw error
      },
    )
  }

  close(): void {
    this.closed = true
    clearTimeout(this.retry)
    this.client?.destroy()
  }

  private async attempt(shard: number, script: Script, args: readonly (string | number)[]): Promise<Reply> {
    const node = this.settings.address.cluster ? shard : 0
    const started = performance.now()
    const ahead = this.ahead.get(node)
    const deadline = ahead === undefined ? '' : String(Math.floor(started + ahead + this.settings.callMs))
    const options = { keys: [shardKey(shard)], arguments: [deadline, ...args.map(word)] }
    const client = this.client
    if (!client) throw new OfflineError('no client')
    const answer = client.evalSha(script.sha, options).catch((error: unknown) => {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return client.eval(script.text, options)
    })
    const [time, ...reply] = (await this.inTime(answer, shard)) as [number, ...Reply]
    const seen = time - performance.now()
    if (reply[0] === 'late') {
      // Either it was, or the node's clock has been set: from here on its new time counts.
      this.ahead.set(node, seen)
      throw new LateError('the script came too late')
    }
    // Whatever held the answer up makes the node look behind, never ahead.
    this.ahead.set(node, Math.max(seen, ahead ?? seen))
    return reply
  }

  private async inTime<T>(answer: Promise<T>, shard: number): Promise<T> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      const giveUp = () => {
        this.silent(shard)
        reject(new LateError('no answer in time'))
      }
      // Where it was we who were held up, the answer may have come: it is read before this.
      timer = setTimeout(() => setImmediate(giveUp), this.settings.callMs)
    })
    try {
      return await Promise.race([answer, late])
    } finally {
      clearTimeout(timer)
    }
  }

  private silent(shard: number): void {
    const now = performance.now()
    const since = this.silentSince.get(shard) ?? now
    this.silentSince.set(shard, since)
    if (now - since > silentMs) this.renew()
  }

  private renew(): void {
    if (this.closed) return
    this.silentSince.clear()
    this.ahead.clear()
    clearTimeout(this.retry)
    this.client?.destroy()
    this.client = null
    void this.open()
  }

  private tell(state: 'away' | 'back', why?: StoreError): void {
    if (this.state === state || this.closed) return
    const first = this.state === null && state === 'back'
    this.state = state
    if (!first) this.settings.onChange?.(state, why)
  }

  private async open(): Promise<void> {
    // Takes long to load, and whoever has another store never needs it.
    const redis = await import('redis')
    if (this.closed) return
    const client = clientFor(redis, this.settings)
    this.client = client
    for (const event of ['error', 'node-error'])
      client.on(event, (error) => this.client === client && this.tell('away', toStoreError(error, this.where)))
    // After a failover another node, with another clock, answers.
    client.on('ready', () => this.ahead.clear())
    this.connect(client, 1)
  }

  /** One node's client goes on trying by itself; a cluster's gives up when it finds no node. */
  private connect(client: Client, attempt: number): void {
    client.connect().catch(() => {
      if (this.closed || this.client !== client) return
      this.retry = setTimeout(() => this.connect(client, attempt + 1), pause(attempt))
      this.retry.unref()
    })
  }
}

/** Redis takes nothing back, so that what a script could stumble over must not reach it. */
function word(arg: string | number): string {
  if (typeof arg === 'number' && !Number.isSafeInteger(arg)) throw new RangeError('not a whole number')
  return String(arg)
}

/** From 50 ms up to 2 s, never the same for two processes. */
function pause(attempt: number): number {
  return Math.min(2000, 50 * 2 ** Math.min(attempt, 6)) * (0.5 + Math.random() / 2)
}

/** What TLS asks a server for by name, which no address is. */
function serverName(host = ''): { servername?: string } {
  return isIP(host) ? {} : { servername: host }
}

function clientFor({ createClient, createCluster }: typeof import('redis'), { address }: LinkSettings): Client {
  const { username, password, tls, nodes, cluster, db } = address
  const socket = {
    connectTimeout: 2000,
    reconnectStrategy: (attempt: number) => pause(attempt),
    ...(tls ? { tls: true as const } : {}),
  }
  const common = {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    disableOfflineQueue: true,
    maintNotifications: 'disabled' as const,
  }
  // Our own patience is enough: the client's takes an AbortSignal and a timer more for each call.
  const commandOptions = { timeout: undefined }
  if (cluster)
    return createCluster({
      rootNodes: nodes.map((node) => ({ socket: node })),
      defaults: { ...common, socket },
      commandOptions,
      // A node that cannot be reached must not hold up the others.
      minimizeConnections: true,
      topologyRefreshOnReconnectionAttemptStrategy: 500,
    }) as unknown as Client
  const [node] = nodes
  return createClient({
    ...common,
    socket: { ...socket, ...node, ...serverName(node?.host) },
    database: db,
    commandOptions,
  }) as unknown as Client
}
