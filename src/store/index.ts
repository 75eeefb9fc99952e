import type { StoreAddress } from './address.ts'
import { type OnChange, openRedisStore } from './redis/index.ts'
import { openSqliteStore } from './sqlite/index.ts'
import type { Store } from './store.ts'

export { parseStoreAddress, type StoreAddress, storeForms } from './address.ts'
export { keepOptOuts, type OptOutKeeper } from './opt-outs.ts'
export { inMemory, openSqliteStore } from './sqlite/index.ts'
export {
  type Begun,
  type Commit,
  type Committed,
  type DeadJob,
  type Document,
  type Job,
  type Loaded,
  type NewJob,
  type PutDocument,
  type Store,
  type StoredReply,
  StoreError,
  type StoreFault,
  type Tally,
} from './store.ts'

/**
 * The store that is configured. A file that cannot be used throws a StoreError; a Redis that is away does not: its store
 * rejects until it is back, and `onChange` tells of both.
 */
export function openStore(where: StoreAddress, onChange?: OnChange): Store {
  return where.kind === 'sqlite' ? openSqliteStore(where.path) : openRedisStore({ address: where.address, onChange })
}
