import { fileURLToPath } from 'node:url'
import { Temporal } from 'temporal-polyfill'
import { loadBundle } from '../src/content/index.ts'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** The real content of Sandwell as it is shown outside production, on a fixed day. */
export const sandwell = loadBundle({
  root,
  area: 'sandwell',
  production: false,
  today: Temporal.PlainDate.from('2026-11-22'),
})
