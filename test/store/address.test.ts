import { describe, expect, test } from 'vitest'
import { parseStoreAddress } from '../../src/store/index.ts'
import { parseRedisAddress, told } from '../../src/store/redis/address.ts'

const node = (host: string, port = 6379) => ({ host, port })
const single = { cluster: false, tls: false, db: 0 }

describe('the address of a Redis', () => {
  test.each([
    ['redis://localhost', { ...single, nodes: [node('localhost')] }],
    ['redis://localhost/', { ...single, nodes: [node('localhost')] }],
    ['redis://10.0.0.1:7000/3', { ...single, nodes: [node('10.0.0.1', 7000)], db: 3 }],
    ['redis://[::1]:7000', { ...single, nodes: [node('::1', 7000)] }],
    ['rediss://r.example', { ...single, tls: true, nodes: [node('r.example')] }],
    ['redis://:pass@h', { ...single, password: 'pass', nodes: [node('h')] }],
    ['redis://me:pa:ss@h', { ...single, username: 'me', password: 'pa:ss', nodes: [node('h')] }],
    ['redis://:p%40%2F%2C@h:1', { ...single, password: 'p@/,', nodes: [node('h', 1)] }],
    ['redis+cluster://a:1,b:2,c', { ...single, cluster: true, nodes: [node('a', 1), node('b', 2), node('c')] }],
    [
      'rediss+cluster://me:pass@a:1',
      { ...single, cluster: true, tls: true, username: 'me', password: 'pass', nodes: [node('a', 1)] },
    ],
  ])('%s', (text, expected) => {
    expect(parseRedisAddress(text)).toEqual(expected)
    expect(parseStoreAddress(text)).toEqual({ kind: 'redis', address: expected })
  })

  test.each([
    'redis://',
    'redis:localhost',
    'redis://a,b',
    'redis://a:0',
    'redis://a:65536',
    'redis://a:port',
    'redis://a/x',
    'redis://a/1/2',
    'redis://a b',
    'redis://%zz@a',
    'redis+cluster://a,',
    'redis+cluster://a/1',
    'http://a',
  ])('%s is none', (text) => {
    expect(parseRedisAddress(text)).toBeNull()
    expect(parseStoreAddress(text)).toBeNull()
  })

  test('is told without its password', () => {
    const address = parseRedisAddress('redis+cluster://me:secret@a:1,b:2')
    expect(address && told(address)).toBe('a:1,b:2')
  })
})
