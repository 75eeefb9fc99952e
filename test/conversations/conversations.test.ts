import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sandwell } from '../sandwell.ts'
import { play, readScript } from './script.ts'

const folder = new URL('.', import.meta.url)
const scripts = readdirSync(folder).filter((name) => name.endsWith('.txt'))

/** Each file is a conversation as a person has it; `npx vitest run test/conversations -u` writes down what is said now. */
describe('conversations', () => {
  test.each(scripts)('%s', async (name) => {
    const script = readScript(readFileSync(new URL(name, folder), 'utf8'))
    await expect(play(sandwell, script)).toMatchFileSnapshot(new URL(name, folder).pathname)
  })

  test('there are at least forty', () => {
    expect(scripts.length).toBeGreaterThanOrEqual(40)
  })
})
