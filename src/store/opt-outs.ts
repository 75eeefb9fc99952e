import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../log.ts'
import type { Store } from './store.ts'

export type OptOutKeeper = {
  /**
   * The store, which loses no opt-out: one that it refuses is held all the same, counts as written for whoever asks here, and
   * is tried again until it is. `close` tries for a few seconds more, and logs how many were lost (`opt_outs_lost`).
   */
  store: Store
  /** An opt-out, or the end of one, that is held; undefined: none. */
  heldOptOut(conversation: string, formerly?: readonly string[]): boolean | undefined
}

export type KeeperSettings = {
  /** Between two attempts. */
  againMs?: number
  /** How long a store that is being closed is tried. */
  closingMs?: number
}

type Held = { optedOut: boolean; at: number }

/** Written at a time: a store that is back has other things to do too. */
const atOnce = 16

/**
 * Keeps what people said of being texted (STOP, START) though the store is away: in this process's memory alone, for who is
 * not to be texted must not be before there is a store again. It dies with the process, and other processes learn of it when
 * it is written.
 */
export function keepOptOuts(
  store: Store,
  log: Log,
  { againMs = 1000, closingMs = 3000 }: KeeperSettings = {},
): OptOutKeeper {
  const held = new Map<string, Held>()
  let trying = false

  const heldOptOut: OptOutKeeper['heldOptOut'] = (conversation, formerly = []) => {
    if (held.size === 0) return undefined
    return [conversation, ...formerly].map((one) => held.get(one)).find((one) => one !== undefined)?.optedOut
  }

  async function write(conversation: string, wish: Held): Promise<void> {
    await store.setOptOut(conversation, wish.optedOut, wish.at)
    if (held.get(conversation) === wish) held.delete(conversation)
  }

  /** Gives up for now at the first that could not be written. */
  async function writeAll(): Promise<void> {
    const waiting = [...held]
    let written = 0
    while (waiting.length > 0) {
      // Why it could not be, the store tells elsewhere.
      const done = await Promise.allSettled(waiting.splice(0, atOnce).map(([who, wish]) => write(who, wish)))
      const failed = done.filter(({ status }) => status === 'rejected').length
      written += done.length - failed
      if (failed > 0) break
    }
    if (written > 0) log.info('opt_outs_written', { count: written })
  }

  async function tryAgain(): Promise<void> {
    trying = true
    while (held.size > 0) {
      await sleep(againMs, undefined, { ref: false })
      await writeAll()
    }
    trying = false
  }

  const parts: Partial<Store> = {
    async setOptOut(conversation, optedOut, at) {
      const before = held.get(conversation)
      if (before && before.at > at) return
      const wish = { optedOut, at }
      held.set(conversation, wish)
      try {
        await write(conversation, wish)
      } catch (error) {
        log.warn('opt_out_held', { count: held.size, error })
        if (!trying) void tryAgain()
        throw error
      }
    },
    async begin(claim, conversation, now, formerly) {
      // It may be written, and be held no more, between the store's reading and its answer.
      const before = heldOptOut(conversation, formerly)
      const begun = await store.begin(claim, conversation, now, formerly)
      const optedOut = heldOptOut(conversation, formerly) ?? before
      return begun.outcome === 'duplicate' || optedOut === undefined ? begun : { ...begun, optedOut }
    },
    async load(conversation, now, formerly) {
      const before = heldOptOut(conversation, formerly)
      const loaded = await store.load(conversation, now, formerly)
      const optedOut = heldOptOut(conversation, formerly) ?? before
      return optedOut === undefined ? loaded : { ...loaded, optedOut }
    },
    async commit(turn) {
      const committed = await store.commit(turn)
      if (committed.outcome === 'done' && turn.optOut !== undefined)
        for (const one of [turn.conversation, ...(turn.formerly ?? [])])
          if ((held.get(one)?.at ?? Number.POSITIVE_INFINITY) <= turn.now) held.delete(one)
      return committed
    },
    async close() {
      const end = performance.now() + closingMs
      while (held.size > 0 && performance.now() < end) {
        await writeAll()
        if (held.size > 0) await sleep(Math.min(againMs, 100))
      }
      if (held.size > 0) log.error('opt_outs_lost', { count: held.size })
      held.clear()
      await store.close()
    },
  }
  const kept = new Proxy(store, {
    get(target, name) {
      const own = Reflect.get(parts, name)
      if (own !== undefined) return own
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { store: kept, heldOptOut }
}
