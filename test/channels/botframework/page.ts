import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fileIn } from '../../packed.ts'
import { root } from '../../root.ts'

/**
 * Somebody else's site, with Microsoft's own clients on it: `/client?line=...` loads botframework-directlinejs, and
 * `/webchat?line=...&locale=...` is a page with Web Chat that talks to the given Direct Line.
 */
export async function openSite(): Promise<{ origin: string; close: () => void }> {
  const scripts: Record<string, string> = {
    '/webchat.js': fileIn('botframework-webchat', 'dist/webchat.js'),
    '/directline.js': join(root, 'node_modules/botframework-directlinejs/dist/directline.js'),
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost')
    const script = scripts[pathname]
    response.setHeader('Content-Type', script ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8')
    response.setHeader('Content-Encoding', 'gzip')
    response.end(gzipSync(script ? readFileSync(script) : pathname === '/client' ? client : webChat))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

const head = '<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">'

const client = `${head}<title>A client</title><script src="/directline.js"></script>`

const webChat = `${head}<title>Another site</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>html, body { margin: 0; height: 100% } #chat { height: 100vh }</style>
<script src="/webchat.js"></script>
<div id="chat"></div>
<script>
const wanted = new URLSearchParams(location.search)
const domain = wanted.get('line')
const locale = wanted.get('locale')
fetch(domain + '/tokens/generate', { method: 'POST' })
  .then((answer) => answer.json())
  .then(({ token }) => {
    const directLine = WebChat.createDirectLine({
      token,
      domain,
      conversationStartProperties: { locale },
    })
    WebChat.renderWebChat({ directLine, locale, userID: 'dl_someone' }, document.getElementById('chat'))
  })
</script>`
