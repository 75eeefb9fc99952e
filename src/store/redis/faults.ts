import { StoreError, type StoreFault } from '../store.ts'

/** What a script says when whoever asked has stopped waiting. */
export class LateError extends Error {
  override readonly name = 'LateError'
}

/** Turns what the client or Redis itself said into a StoreError that names the host and never a password or a key. */
export function toStoreError(error: unknown, where: string): StoreError {
  if (error instanceof StoreError) return error
  const code = faultOf(error)
  return new StoreError(code, `the store at ${where} ${explanations[code]}`, error)
}

type RedisFault = Extract<StoreFault, 'away' | 'refused' | 'full' | 'unwritable' | 'failed' | 'closed'>

const explanations: Record<RedisFault, string> = {
  away: 'cannot be reached, or does not answer in time',
  refused: 'does not let us in: check user, password and rights',
  full: 'cannot grow: Redis has reached its maxmemory',
  unwritable: 'does not take writes: Redis cannot write to its disk, or has too few replicas',
  failed: 'failed',
  closed: 'is closed',
}

/** The first word of an error reply, https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors */
const faultsByReply: Record<string, RedisFault> = {
  LOADING: 'away',
  CLUSTERDOWN: 'away',
  MASTERDOWN: 'away',
  TRYAGAIN: 'away',
  READONLY: 'away',
  BUSY: 'away',
  NOAUTH: 'refused',
  WRONGPASS: 'refused',
  NOPERM: 'refused',
  OOM: 'full',
  MISCONF: 'unwritable',
  NOREPLICAS: 'unwritable',
}

/** The client's own errors, by their class, and the system's, by their code. */
const awayNames =
  /^(LateError|TimeoutError|AbortError|ClientOfflineError|ClientClosedError|DisconnectsClientError|SocketClosedUnexpectedlyError|SocketTimeoutError|ConnectionTimeoutError|RootNodesUnavailableError|MaxCommandRedirectionsError)$/
const awayCodes = /^(ECONN\w+|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|EPIPE|ENETDOWN)$/

function faultOf(error: unknown): RedisFault {
  if (!(error instanceof Error)) return 'failed'
  if (awayNames.test(error.name) || awayNames.test(error.constructor.name)) return 'away'
  if (awayCodes.test(String((error as { code?: unknown }).code))) return 'away'
  if (/ACL failure in script/.test(error.message)) return 'refused'
  return faultsByReply[/^[A-Z]+/.exec(error.message)?.[0] ?? ''] ?? 'failed'
}
