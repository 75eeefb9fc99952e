import { type IncomingMessage, Server, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import { openRedisStore } from '../../src/store/redis/index.ts'
import { commit } from '../../src/store/redis/scripts/turns.ts'
import { inMemory, openSqliteStore } from '../../src/store/sqlite/index.ts'

/**
 * Loaded before a program (`node --import`), kills its process at the point that KILL_AT names, the first time it comes
 * there: with SIGKILL, so that nothing is tidied up. The program itself knows nothing of it.
 */
const point = process.env.KILL_AT ?? ''

function at(name: string): void {
  if (name === point) process.kill(process.pid, 'SIGKILL')
}

type Any = (this: unknown, ...args: unknown[]) => unknown
function instead(prototype: object, method: string, make: (own: Any) => Any): void {
  Reflect.set(prototype, method, make(Reflect.get(prototype, method) as Any))
}

/** Kills before and after an async method; after it only where it gave something. */
function around(prototype: object, method: string, name: string): void {
  instead(
    prototype,
    method,
    (own) =>
      async function (...args) {
        at(`before ${name}`)
        const result = await own.apply(this, args)
        if (!Array.isArray(result) || result.length > 0) at(`after ${name}`)
        return result
      },
  )
}

const sqlite = openSqliteStore(inMemory)
const redis = openRedisStore({
  address: { cluster: false, tls: false, nodes: [{ host: '127.0.0.1', port: 9 }], db: 0 },
})
for (const store of [sqlite, redis]) {
  const prototype = Object.getPrototypeOf(store) as object
  around(prototype, 'begin', 'loading')
  around(prototype, 'commit', 'committing')
  around(prototype, 'take', 'taking jobs')
  around(prototype, 'finish', 'finishing a job')
  // How far a message that is sent by a request of its own has come, by its rank.
  instead(
    prototype,
    'receipt',
    (own) =>
      async function (id, rank, ...rest) {
        at(`before receipt ${rank}`)
        const moved = await own.call(this, id, rank, ...rest)
        at(`after receipt ${rank}`)
        return moved
      },
  )
  await store.close()
}

/** What is written before the first message (whether there is room is tried by writing) is no turn. */
let begun = false

/** Inside of SQLite's commit: all is written and nothing of it counts; then it counts, and nobody knows. */
const exec = DatabaseSync.prototype.exec
DatabaseSync.prototype.exec = function (sql) {
  if (begun && sql === 'COMMIT') at('before the disk')
  exec.call(this, sql)
  if (begun && sql === 'COMMIT') at('after the disk')
}

/** Inside of Redis's commit: its script was given to the network, and nobody waits for what comes of it. */
type Write = (writev: boolean, data: unknown, encoding: unknown, done: unknown) => unknown
const socket = Socket.prototype as unknown as { _writeGeneric: Write }
const write = socket._writeGeneric
socket._writeGeneric = function (writev, data, encoding, done) {
  const chunks = writev ? (data as { chunk: unknown }[]).map(({ chunk }) => chunk) : [data]
  const commits = chunks.some((chunk) => String(chunk).includes(commit.sha))
  if (commits) at('before the network')
  const result = write.call(this, writev, data, encoding, done)
  if (commits) at('after the network')
  return result
}

const isPost = (request: unknown) => (request as IncomingMessage).method === 'POST'
instead(
  Server.prototype,
  'emit',
  (emit) =>
    function (event, request, ...rest) {
      if (event === 'request' && isPost(request)) {
        begun = true
        at('after receiving')
      }
      return emit.call(this, event, request, ...rest)
    },
)
instead(
  ServerResponse.prototype,
  'end',
  (end) =>
    function (...args) {
      const response = this as ServerResponse
      if (isPost(response.req)) {
        at('before replying')
        response.once('finish', () => at('after replying'))
      }
      return end.apply(this, args)
    },
)
