import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../store.ts'

/** Kept in memory only: gone when the process ends. */
export const inMemory = ':memory:'

/**
 * Opens (or makes) the database file, readable by its owner alone, and brings its tables up to date.
 * Throws what SQLite or the file system throws, or a StoreError where a newer version wrote the file.
 */
export function openFile(path: string, busyMs: number): DatabaseSync {
  if (path !== inMemory) makePrivate(path)
  const db = new DatabaseSync(path, { timeout: busyMs })
  try {
    // secure_delete overwrites what is deleted, so that FORGET leaves nothing in the file's free pages.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON')
    migrate(db, path)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** SQLite gives the -wal and -shm files the mode of the database file, so that one is made first. */
function makePrivate(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  closeSync(openSync(path, 'a', 0o600))
  for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, 0o600)
}

/** One step a version of the schema, in order; `user_version` says how many a file has had. */
const steps = [
  `CREATE TABLE claims (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     conversation TEXT,
     reply TEXT,
     expires INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX claims_by_conversation ON claims (conversation);
   CREATE INDEX claims_by_expiry ON claims (expires);
   CREATE TABLE sessions (
     conversation TEXT NOT NULL PRIMARY KEY,
     session TEXT NOT NULL,
     version INTEGER NOT NULL,
     expires INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX sessions_by_expiry ON sessions (expires);`,
]

function migrate(db: DatabaseSync, path: string): void {
  if (versionOf(db) === steps.length) return
  // Asked again inside the transaction: another process may be starting on the same new file.
  db.exec('BEGIN IMMEDIATE')
  try {
    const version = versionOf(db)
    if (version > steps.length)
      throw new StoreError('newer', `the store ${path} was written by a newer version of Fingerpost`)
    for (const step of steps.slice(version)) db.exec(step)
    db.exec(`PRAGMA user_version = ${steps.length}; COMMIT`)
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version)
}
