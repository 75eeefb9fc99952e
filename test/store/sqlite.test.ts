import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { inMemory, openSqliteStore } from '../../src/store/index.ts'
import { toStoreError } from '../../src/store/sqlite/faults.ts'
import { hour, now, storeContract, turn } from './contract.ts'

describe('the contract of every store', () => {
  storeContract(() => {
    const folder = mkdtempSync(join(tmpdir(), 'store-'))
    const path = join(folder, 'store.db')
    const onTheSide = (sql: string) => {
      const db = new DatabaseSync(path)
      db.exec(sql)
      db.close()
    }
    return {
      open: async () => openSqliteStore(path),
      breakSessions: async () =>
        onTheSide(`CREATE TRIGGER broken BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'broken'); END`),
      mend: async () => onTheSide('DROP TRIGGER broken'),
      remove: async () => rmSync(folder, { recursive: true }),
    }
  })
})

describe('the file', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-'))
    path = join(folder, 'deep', 'store.db')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const mode = (file: string) => (statSync(file).mode & 0o777).toString(8)

  test('is readable by its owner alone, with its log, in a folder made for it', async () => {
    const store = openSqliteStore(path)
    await store.commit(turn({ claim: 'm1' }))
    expect([path, `${path}-wal`, `${path}-shm`].map(mode)).toEqual(['600', '600', '600'])
    expect(mode(join(folder, 'deep'))).toBe('700')
    await store.close()
  })

  test('is made private where it was not', async () => {
    await openSqliteStore(path).close()
    chmodSync(path, 0o644)
    await openSqliteStore(path).close()
    expect(mode(path)).toBe('600')
  })

  test('has a write-ahead log, so that readers and a writer do not wait for each other', async () => {
    const store = openSqliteStore(path)
    const db = new DatabaseSync(path)
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    db.close()
    await store.close()
  })

  test('holds nothing of a person after FORGET', async () => {
    const store = openSqliteStore(path)
    await store.commit(
      turn({ claim: 'm1', conversation: 'v1.someone', session: '{"secret":"needle"}', reply: 'haystack' }),
    )
    const version = (await store.load('v1.someone', now)).version
    const bytes = () =>
      [path, `${path}-wal`]
        .filter(existsSync)
        .map((file) => readFileSync(file, 'latin1'))
        .join('')
    expect(bytes()).toContain('needle')
    await store.commit(
      turn({ claim: 'm2', conversation: 'v1.someone', session: null, reply: 'done', forget: true, version }),
    )
    expect(bytes()).not.toMatch(/needle|haystack|v1\.someone/)
    expect(bytes()).toContain('m1')
    await store.close()
  })

  test('of an older version goes on, with what it held', async () => {
    await openSqliteStore(path).close()
    const db = new DatabaseSync(path)
    const kept = ['claims', 'sessions', 'sqlite_sequence']
    for (const { name } of db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all())
      if (!kept.includes(String(name))) db.exec(`DROP TABLE ${name}`)
    db.exec(`
      DROP INDEX replies_by_expiry;
      ALTER TABLE claims DROP COLUMN reply_expires;
      INSERT INTO claims (id, conversation, reply, expires) VALUES ('m1', 'anna', 'from before', ${now + hour});
      INSERT INTO sessions VALUES ('anna', 'old', 1, ${now + hour});
      PRAGMA user_version = 1`)
    db.close()
    const store = openSqliteStore(path)
    expect(await store.replyTo('m1', 'anna', now)).toBe('from before')
    expect(await store.load('anna', now)).toEqual({ session: 'old', version: 1, optedOut: false, heard: null })
    const next = turn({ claim: 'm2', version: 1, optOut: true, jobs: [{ kind: 'push', payload: 'x' }] })
    expect((await store.commit(next)).outcome).toBe('done')
    await store.close()
  })

  test('that cannot be written to the end: nothing half-written, and smaller things go on', async () => {
    const script = `
      import { openSqliteStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/store/index.ts'))}
      const store = openSqliteStore(${JSON.stringify(path)})
      const now = ${now}
      const say = (claim, session) => store.commit({
        claim, conversation: claim, version: 0, session, reply: session, now, sessionExpires: now + 9e6,
        claimExpires: now + 9e6, replyExpires: now + 9e6, jobs: [], counters: { turns: 1 }, day: '2026-11-22',
      }).then(({ outcome }) => outcome, ({ code }) => code)
      const told = [await say('m1', 'small')]
      told.push(await say('m2', 'x'.repeat(4_000_000)))
      told.push(await store.load('m2', now).then(({ session }) => String(session)))
      told.push(await say('m3', 'small'), JSON.stringify(await store.counts('2026-11-22')))
      process.stdout.write(told.join(' '))`
    // The shell's limit on a file's size stands for a disk that fails in the middle of a write.
    const child = spawn(
      'sh',
      ['-c', 'ulimit -f 2000; exec "$0" --input-type=module -e "$1"', process.execPath, script],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    let told = ''
    child.stdout.on('data', (data) => {
      told += data
    })
    await once(child, 'exit')
    expect(told).toBe('done failed null done {"turns":2}')
  })

  test('may be no file at all', async () => {
    const store = openSqliteStore(inMemory)
    await store.commit(turn({ claim: 'm1' }))
    expect(await store.replyTo('m1', 'anna', now)).toBe('answer to m1')
    await store.close()
    expect(existsSync(inMemory)).toBe(false)
  })

  test.each([
    ['a text file', 'corrupt', () => writeFileSync(path, 'not a database, but long enough to look at. '.repeat(99))],
    ['a folder', 'unwritable', () => mkdirSync(path)],
    [
      'a store from the future',
      'newer',
      () => {
        const db = new DatabaseSync(path)
        db.exec('PRAGMA user_version = 999')
        db.close()
      },
    ],
  ])('%s in its place: %s', (_name, code, put) => {
    mkdirSync(join(folder, 'deep'))
    put()
    expect(() => openSqliteStore(path)).toThrow(expect.objectContaining({ name: 'StoreError', code }))
  })

  test('a file where the folder should be: unwritable', () => {
    writeFileSync(join(folder, 'deep'), '')
    expect(() => openSqliteStore(path)).toThrow(expect.objectContaining({ code: 'unwritable' }))
  })

  test.each([
    [{ errcode: 5 }, 'locked'],
    [{ errcode: 5 | (2 << 8) }, 'locked'],
    [{ errcode: 13 }, 'full'],
    [{ errcode: 11 | (1 << 8) }, 'corrupt'],
    [{ errcode: 26 }, 'corrupt'],
    [{ errcode: 8 }, 'unwritable'],
    [{ errcode: 14 }, 'unwritable'],
    [{ errcode: 1 }, 'failed'],
    [{ code: 'EACCES' }, 'unwritable'],
    [{ code: 'ENOSPC' }, 'full'],
    [{}, 'failed'],
  ])('%o is told as "%s", with the file and without SQL', (fields, code) => {
    const error = toStoreError(Object.assign(new Error('INSERT INTO sessions'), fields), 'here.db')
    expect(error).toMatchObject({ code, message: expect.stringContaining('here.db') })
    expect(error.message).not.toContain('INSERT')
  })
})

describe('with other processes', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'store-'))
    path = join(folder, 'store.db')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const lockFor = (ms: number) => {
    const db = new DatabaseSync(path)
    db.exec('BEGIN IMMEDIATE')
    const release = () => {
      db.exec('ROLLBACK')
      db.close()
    }
    return { release, timer: setTimeout(release, ms) }
  }

  test('a commit waits for a lock that goes, and lets the event loop run meanwhile', async () => {
    const store = openSqliteStore(path)
    lockFor(300)
    let ticks = 0
    const clock = setInterval(() => ticks++, 10)
    expect((await store.commit(turn({ claim: 'm1' }))).outcome).toBe('done')
    clearInterval(clock)
    expect(ticks).toBeGreaterThan(3)
    await store.close()
  })

  test('a lock that stays is a clear failure, in time, and the store works on afterwards', async () => {
    const store = openSqliteStore(path, { patienceMs: 100 })
    const { release, timer } = lockFor(60_000)
    await expect(store.commit(turn({ claim: 'm1' }))).rejects.toMatchObject({ code: 'locked' })
    await expect(store.ping()).rejects.toMatchObject({ code: 'locked' })
    await expect(store.tally('x', 1, now, hour)).rejects.toMatchObject({ code: 'locked' })
    expect(await store.replyTo('m1', 'anna', now)).toBeUndefined()
    clearTimeout(timer)
    release()
    expect((await store.commit(turn({ claim: 'm1' }))).outcome).toBe('done')
    await store.close()
  })

  test('three processes that start on one new file lose no turn', async () => {
    const script = `
      import { openSqliteStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/store/index.ts'))}
      const store = openSqliteStore(${JSON.stringify(path)}, { patienceMs: 10_000 })
      const now = 1
      for (let n = 0; n < 20; ) {
        const loaded = await store.load('count', now)
        const committed = await store.commit({
          claim: process.pid + '-' + n, conversation: 'count', version: loaded.version,
          session: String(Number(loaded.session ?? 0) + 1), reply: '', now, sessionExpires: 9, claimExpires: 9, replyExpires: 9,
          jobs: [], counters: { turns: 1 }, day: '2026-11-22',
        })
        if (committed.outcome === 'done') n++
      }
      await store.close()`
    const children = Array.from({ length: 3 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'inherit'] }),
    )
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0]))
    expect(codes).toEqual([0, 0, 0])
    const store = openSqliteStore(path)
    expect((await store.load('count', 1)).session).toBe('60')
    expect(await store.counts('2026-11-22')).toEqual({ turns: 60 })
    await store.close()
  })
})
