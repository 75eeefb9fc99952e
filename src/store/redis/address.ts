/** Where a Redis is, or the nodes by which a cluster is found. */
export type RedisAddress = {
  cluster: boolean
  tls: boolean
  nodes: { host: string; port: number }[]
  username?: string
  password?: string
  /** Always 0 in a cluster. */
  db: number
}

export const redisForms =
  'redis://[[USER]:PASSWORD@]HOST[:PORT][/DB] or redis+cluster://[[USER]:PASSWORD@]HOST[:PORT],...'

/**
 * Reads `redis://`, `rediss://` (TLS), `redis+cluster://` and `rediss+cluster://` addresses; user and password
 * percent-encoded. Null where it is none of these. An IPv6 address stands in square brackets.
 */
export function parseRedisAddress(text: string): RedisAddress | null {
  const [, tls, cluster, , credentials, hosts, db] =
    /^redis(s?)(\+cluster)?:\/\/(([^@/\s]*)@)?([^@/\s]+?)(?:\/(\d{1,4})?)?$/.exec(text) ?? []
  if (hosts === undefined || (cluster && db)) return null
  const nodes = hosts.split(',').map(nodeOf)
  const known = nodes.filter((node) => node !== null)
  if (known.length !== nodes.length || (!cluster && nodes.length !== 1)) return null
  const [username, password] = (credentials ?? '').split(/:(.*)/s).map(decoded)
  if (username === null || password === null) return null
  return {
    cluster: Boolean(cluster),
    tls: Boolean(tls),
    nodes: known,
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
    db: Number(db ?? 0),
  }
}

/** Host and port, for a person who looks for the fault: never the password. */
export function told({ nodes }: RedisAddress): string {
  return nodes.map(({ host, port }) => `${host}:${port}`).join(',')
}

function nodeOf(text: string): { host: string; port: number } | null {
  const [, ipv6, name, port] = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(text) ?? []
  const host = ipv6 ?? name
  const number = Number(port ?? 6379)
  return host && number > 0 && number < 65_536 ? { host, port: number } : null
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
