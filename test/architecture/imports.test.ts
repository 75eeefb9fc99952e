import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../root.ts'

/** The core does no I/O and knows nobody at the edge: every conversation can be replayed and proven. */
const core = ['text', 'safety', 'understanding', 'places', 'directory', 'conversation']
const src = join(root, 'src')

const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
const imports = files.flatMap((name) => {
  const text = readFileSync(join(src, name), 'utf8')
  return [...text.matchAll(/^\s*(?:import|export)\s(?:(?!^\s*(?:import|export)\s).)*?from '([^']+)'/gms)].map(
    ([whole, from]) => ({
      file: name,
      room: name.split('/')[0] ?? '',
      from: from ?? '',
      typesOnly: /^\s*(import|export) type /.test(whole),
    }),
  )
})

function roomOf(file: string, from: string): string {
  const path = relative(src, resolve(src, dirname(file), from))
  return path.includes('/') ? (path.split('/')[0] ?? '') : path
}

describe('imports point inwards', () => {
  test('there is something to look at', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(imports.length).toBeGreaterThan(150)
  })

  test('the core imports only the core and the taxonomy', () => {
    const allowed = [...core, 'taxonomy.ts']
    const wrong = imports
      .filter(({ room, from }) => core.includes(room) && from.startsWith('.'))
      .filter(({ file, from, typesOnly }) => {
        const room = roomOf(file, from)
        // The sentences' type is all the conversation knows of content.
        return !allowed.includes(room) && !(typesOnly && room === 'content' && from.endsWith('sentences.ts'))
      })
      .map(({ file, from }) => `${file} -> ${from}`)
    expect(wrong).toEqual([])
  })

  test('the core uses no part of Node, no clock and no environment', () => {
    const node = imports
      .filter(({ room, from }) => core.includes(room) && from.startsWith('node:'))
      .map(({ file }) => file)
    expect(node).toEqual([])
    const impure = files
      .filter((name) => core.includes(name.split('/')[0] ?? ''))
      .filter((name) =>
        /\b(Date\.now|new Date\(\)|Math\.random|process\.|Temporal\.Now|performance\.|fetch\()/.test(
          readFileSync(join(src, name), 'utf8'),
        ),
      )
    expect(impure).toEqual([])
  })

  test('only the wiring knows everyone: channels do not import commands, nor the store, nor each other', () => {
    const wrong = imports.filter(({ file, room, from }) => {
      if (room !== 'channels' || !from.startsWith('.')) return false
      const to = relative(src, resolve(src, dirname(file), from)).split('/')
      const [, own] = file.split('/')
      if (to[0] === 'commands' || to[0] === 'store' || to[0] === 'main.ts') return true
      // What lies in no folder, and two folders, belong to all.
      const shared = to.length === 2 || ['words', 'twilio'].includes(to[1] ?? '')
      // The on-screen phone shows what an SMS costs.
      return to[0] === 'channels' && to[1] !== own && !shared && !(own === 'phone' && to[1] === 'sms')
    })
    expect(wrong.map(({ file, from }) => `${file} -> ${from}`)).toEqual([])
  })

  test('no file is long', () => {
    const long = files.filter((name) => readFileSync(join(src, name), 'utf8').split('\n').length > 330)
    expect(long).toEqual([])
  })
})
