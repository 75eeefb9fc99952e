import { expect, test } from 'vitest'
import { sandwell } from '../sandwell.ts'

test('a word that makes a danger smaller in one language does not in another that only looks alike', () => {
  // "carte" is a book in Romanian, and a bank card here.
  const { danger } = sandwell.screen('il a pris mon tel et ma carte, je peux pas sortir sans lui')
  expect(danger).toMatchObject({ kind: 'domestic_abuse', level: 'now', who: 'self' })
})

test('English beside another language still makes it smaller', () => {
  expect(sandwell.screen('mera pati mujhe maarta tha, last year talaq ho gaya').danger?.level).not.toBe('now')
})
