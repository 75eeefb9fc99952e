import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { compileScreen } from '../../src/safety/index.ts'
import { readLexicons } from './files.ts'

/**
 * In every language what stands before or after a danger, with no full stop between, once silenced or softened one in five:
 * a death, a "last year", an offer of a group, a training. The words stand in around.yaml.
 */
type Around = { dangers: string[]; after: string[]; before: string[] }

const screen = compileScreen(readLexicons())
const isMissed = (text: string) => screen(text).danger?.level !== 'now'
const languages: Record<string, Around> = parse(readFileSync(join(import.meta.dirname, 'around.yaml'), 'utf8'))

describe.each(Object.entries(languages))('%s', (_, { dangers, after, before }) => {
  test.each(dangers)('%s', (danger) => {
    const said = [...after.map((words) => `${danger} ${words}`), ...before.map((words) => `${words} ${danger}`)]
    expect(said.filter(isMissed)).toEqual([])
  })
})
