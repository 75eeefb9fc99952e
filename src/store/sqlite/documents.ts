import type { DatabaseSync } from 'node:sqlite'
import type { Document, PutDocument } from '../store.ts'

/** What machines share beyond turns. Synchronous; whatever writes must run inside a transaction. */
export type Documents = {
  list(collection: string, now: number): Document[]
  get(collection: string, id: string, now: number): Document | null
  put(put: PutDocument, now: number): number | null
  sweep(now: number): number
}

type Row = Record<string, unknown>

export function prepareDocuments(db: DatabaseSync): Documents {
  const alive = '(expires IS NULL OR expires > :now)'
  const list = db.prepare(`SELECT * FROM documents WHERE collection = :collection AND ${alive} ORDER BY id`)
  const get = db.prepare(`SELECT * FROM documents WHERE collection = :collection AND id = :id AND ${alive}`)
  const drop = db.prepare('DELETE FROM documents WHERE collection = ? AND id = ?')
  // The row number is never used twice, so that a version never comes back.
  const add = db.prepare('INSERT INTO documents (collection, id, text, expires) VALUES (?, ?, ?, ?)')
  const sweep = db.prepare('DELETE FROM documents WHERE expires <= ?')

  const find = (collection: string, id: string, now: number): Document | null => {
    const row = get.get({ collection, id, now }) as Row | undefined
    return row ? documentOf(row) : null
  }
  return {
    list: (collection, now) => list.all({ collection, now }).map((row) => documentOf(row as Row)),
    get: find,
    put({ collection, id, version, text, expires = null }, now) {
      if ((find(collection, id, now)?.version ?? 0) !== version) return null
      drop.run(collection, id)
      return text === null ? 0 : Number(add.run(collection, id, text, expires).lastInsertRowid)
    },
    sweep: (now) => Number(sweep.run(now).changes),
  }
}

function documentOf(row: Row): Document {
  return { id: row.id as string, text: row.text as string, version: row.version as number }
}
