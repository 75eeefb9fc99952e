import type { AddressInfo } from 'node:net'
import { DatabaseSync } from 'node:sqlite'
import express from 'express'
import { createClient } from 'redis'
import MessagingResponse from 'twilio/lib/twiml/MessagingResponse.js'
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js'

/**
 * What stands beside our webhook: Express, the same check of the signature, and one durable write to the same kind of
 * store (STORE: a file, or the address of a Redis). It keeps no conversation, and nothing stops it from doing a text twice.
 */
const { STORE = '', TOKEN = '', PUBLIC_URL = '' } = process.env
// Whoever started it has gone without a word.
process.stdin.resume().once('end', () => process.exit())
const write = STORE.startsWith('redis:') ? await redisWrite(STORE) : sqliteWrite(STORE)

const app = express()
app.use(express.urlencoded({ extended: false }))
app.post('/channels/sms', async (request, response) => {
  const signature = request.get('x-twilio-signature') ?? ''
  if (!validateRequest(TOKEN, signature, PUBLIC_URL + request.originalUrl, request.body)) {
    response.status(403).end()
    return
  }
  await write(request.body.MessageSid, request.body.Body)
  const twiml = new MessagingResponse()
  twiml.message(`You said: ${request.body.Body}`)
  response.type('text/xml').send(twiml.toString())
})
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})

function sqliteWrite(path: string): (id: string, text: string) => void {
  const db = new DatabaseSync(path)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE texts (id TEXT PRIMARY KEY, text TEXT)')
  const insert = db.prepare('INSERT OR REPLACE INTO texts VALUES (?, ?)')
  return (id, text) => void insert.run(id, text)
}

async function redisWrite(url: string): Promise<(id: string, text: string) => Promise<unknown>> {
  const client = createClient({ url })
  await client.connect()
  return (id, text) => client.set(id, text)
}
