import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** Signed by itself, for `localhost`, trusted by nothing but these tests. */
export const ca = `-----BEGIN CERTIFICATE-----
MIIBlTCCATugAwIBAgIUFy8BNH1HaG0ALz2vs069294OGzkwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJZmVlZC50ZXN0MCAXDTI2MTEyMjIwMjE1MFoYDzIxMjYxMDI5
MjAyMTUwWjAUMRIwEAYDVQQDDAlmZWVkLnRlc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARg8EixnksfNaY65ZhCtoB5wq2UNfrqfAUgZXayUTPXXsXH2K7pD6xQ
gHUxmtgdJmJiSmPy6IqVh9ldHlloDPOho2kwZzAdBgNVHQ4EFgQURnUzaA3DHuOf
9kLbQqilQtIlJCEwHwYDVR0jBBgwFoAURnUzaA3DHuOf9kLbQqilQtIlJCEwDwYD
VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwID
SAAwRQIgWdKFg94aNgImtJRRAwOc7FVHPGmIjhpgynptz45xBAgCIQD3Ho6LCcIQ
HL+BVeZnTYPstkoIICu7WNEqhxhDltrLgQ==
-----END CERTIFICATE-----
`
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgnyC+cp2n9Gis0jDT
DmcZRrI+EcRZyriK6Uz2cUoKv3KhRANCAARg8EixnksfNaY65ZhCtoB5wq2UNfrq
fAUgZXayUTPXXsXH2K7pD6xQgHUxmtgdJmJiSmPy6IqVh9ldHlloDPOh
-----END PRIVATE KEY-----
`

/** An https server on loopback that goes when the test ends. @returns its host, with the port */
export async function listen(answer: RequestListener): Promise<string> {
  const server = createServer({ key, cert: ca }, answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `localhost:${(server.address() as AddressInfo).port}`
}

/** Where these tests serve: it counts as public for them. */
export function isLoopback(address: string): boolean {
  return /^127\.|^::1$|^::ffff:127\./.test(address)
}
