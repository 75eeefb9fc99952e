import { StoreError, type StoreFault } from '../store.ts'

/** Turns what SQLite or the file system threw into a StoreError that names the file and says what is wrong with it. */
export function toStoreError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error
  const code = faultOf(error)
  return new StoreError(code, `the store ${path} ${explanations[code]}`, error)
}

/** A file is never away: it is there, or it cannot be opened. */
type FileFault = Exclude<StoreFault, 'away' | 'refused'>

const explanations: Record<FileFault, string> = {
  locked: 'is locked by another process',
  full: 'cannot grow: the disk is full',
  corrupt: 'is damaged or is not a Fingerpost store',
  unwritable: 'cannot be opened for writing',
  newer: 'was written by a newer version of Fingerpost',
  closed: 'is closed',
  failed: 'failed',
}

/** SQLite's primary result codes, https://www.sqlite.org/rescode.html (the low byte of an extended code). */
const faultsBySqliteCode: Record<number, FileFault> = {
  3: 'unwritable',
  5: 'locked',
  6: 'locked',
  8: 'unwritable',
  11: 'corrupt',
  13: 'full',
  14: 'unwritable',
  26: 'corrupt',
}

const faultsBySystemCode: Record<string, FileFault> = {
  EACCES: 'unwritable',
  EPERM: 'unwritable',
  EROFS: 'unwritable',
  EISDIR: 'unwritable',
  ENOTDIR: 'unwritable',
  ENOENT: 'unwritable',
  EEXIST: 'unwritable',
  ENOSPC: 'full',
  EDQUOT: 'full',
}

function faultOf(error: unknown): FileFault {
  if (!(error instanceof Error)) return 'failed'
  const { errcode, code } = error as { errcode?: unknown; code?: unknown }
  if (typeof errcode === 'number') return faultsBySqliteCode[errcode & 0xff] ?? 'failed'
  return (typeof code === 'string' && faultsBySystemCode[code]) || 'failed'
}
