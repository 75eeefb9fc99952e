export { inMemory, openSqliteStore } from './sqlite/index.ts'
export {
  type Commit,
  type Committed,
  type Loaded,
  type Store,
  type StoredReply,
  StoreError,
  type StoreFault,
} from './store.ts'
