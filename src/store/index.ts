export { inMemory, openSqliteStore } from './sqlite/index.ts'
export {
  type Commit,
  type Committed,
  type DeadJob,
  deadLetterMs,
  type Job,
  type Loaded,
  type NewJob,
  type Store,
  type StoredReply,
  StoreError,
  type StoreFault,
} from './store.ts'
