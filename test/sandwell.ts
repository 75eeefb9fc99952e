import { Temporal } from 'temporal-polyfill'
import { loadBundle } from '../src/content/index.ts'
import { root } from './root.ts'

/** The real content of Sandwell as it is shown outside production, on a fixed day. */
export const sandwell = loadBundle({
  root,
  area: 'sandwell',
  production: false,
  today: Temporal.PlainDate.from('2026-11-22'),
})
