import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type AppParts, type bounds, createApp, createHttpServer } from '../../src/channels/http.ts'
import { createLog } from '../../src/log.ts'
import { sandwell } from '../sandwell.ts'

export type Served = { url: string; server: Server; close: () => void }

/**
 * The real app on a free port of this machine, around the given routers; what is not given is the least it needs.
 *
 * @param within other bounds than the app's own
 * @param upgrade what takes a WebSocket's first request
 */
export async function serveApp(
  parts: Partial<AppParts>,
  within: Partial<typeof bounds> = {},
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void,
): Promise<Served> {
  const app = createApp({
    leaveUrl: 'https://weather.example',
    say: (key, params) => sandwell.sentences.say('en', key, params),
    language: 'en',
    log: createLog('silent'),
    publicUrl: 'http://localhost',
    proxies: 0,
    state: () => 'ready',
    ping: async () => {},
    routers: [],
    ...parts,
  })
  const server = createHttpServer(app, within)
  if (upgrade) server.on('upgrade', upgrade)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
