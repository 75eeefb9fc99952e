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
    // secure_delete overwrites what is deleted, so that FORGET leaves nothing in the file's free pages. A log of 16 MB, four
    // times SQLite's own: what is written again and again goes into the file less often, and each time is two waits more.
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;
             PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -16000`)
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
  // A job waits without a place until it is due, then stands in its conversation's line by its place. One that is
  // dead has neither. `dropped` is set on what somebody holds: it goes when it comes back. `kept` outlives FORGET.
  `ALTER TABLE claims ADD COLUMN reply_expires INTEGER;
   UPDATE claims SET reply_expires = expires;
   CREATE INDEX replies_by_expiry ON claims (reply_expires) WHERE reply IS NOT NULL;
   CREATE TABLE opt_outs (
     conversation TEXT NOT NULL PRIMARY KEY,
     opted_out INTEGER NOT NULL,
     at INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE jobs (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     conversation TEXT NOT NULL,
     kind TEXT NOT NULL,
     payload TEXT NOT NULL,
     forgotten TEXT,
     due INTEGER NOT NULL,
     place INTEGER,
     leased INTEGER,
     lease INTEGER NOT NULL DEFAULT 0,
     attempt INTEGER NOT NULL DEFAULT 0,
     guard INTEGER NOT NULL,
     kept INTEGER NOT NULL,
     dropped INTEGER NOT NULL DEFAULT 0,
     why TEXT,
     dead INTEGER
   ) STRICT;
   CREATE INDEX jobs_by_conversation ON jobs (conversation, place);
   CREATE INDEX jobs_by_place ON jobs (place);
   CREATE INDEX jobs_by_due ON jobs (due) WHERE place IS NULL AND dead IS NULL;
   CREATE INDEX jobs_dead ON jobs (dead) WHERE dead IS NOT NULL;
   CREATE TABLE counts (
     day TEXT NOT NULL,
     name TEXT NOT NULL,
     count INTEGER NOT NULL,
     PRIMARY KEY (day, name)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE receipts (
     id TEXT NOT NULL PRIMARY KEY,
     rank INTEGER NOT NULL,
     expires INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX receipts_by_expiry ON receipts (expires);`,
  `ALTER TABLE jobs ADD COLUMN expires INTEGER;
   CREATE INDEX jobs_by_expiry ON jobs (expires) WHERE expires IS NOT NULL;
   CREATE TABLE tallies (
     name TEXT NOT NULL PRIMARY KEY,
     total INTEGER NOT NULL,
     ends INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX tallies_by_end ON tallies (ends);`,
  `CREATE TABLE documents (
     version INTEGER PRIMARY KEY AUTOINCREMENT,
     collection TEXT NOT NULL,
     id TEXT NOT NULL,
     text TEXT NOT NULL,
     expires INTEGER,
     UNIQUE (collection, id)
   ) STRICT;
   CREATE INDEX documents_by_expiry ON documents (expires) WHERE expires IS NOT NULL;`,
  // Small, for what is in it lasts an hour at most: without an index it is swept as fast, and written faster.
  `CREATE TABLE heard (
     conversation TEXT NOT NULL PRIMARY KEY,
     text TEXT NOT NULL,
     expires INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;`,
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
