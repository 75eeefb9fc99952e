import { describe, expect, test } from 'vitest'
import { answer } from '../../src/assistant.ts'
import { readSession } from '../../src/conversation/session.ts'
import type { Language } from '../../src/taxonomy.ts'
import { sandwell } from '../sandwell.ts'

const now = Date.parse('2026-11-22T02:10Z')

/** The language a first message of danger is answered in, and the session goes on in. */
function languageOf(text: string): string | undefined {
  expect(sandwell.screen(text).danger?.level, text).toBe('now')
  return readSession(answer(sandwell, { channel: 'sms', text, session: null, now }).session)?.language
}

describe('danger is answered in the language it is written in', () => {
  test.each<[string, Language]>([
    ['overdose', 'en'],
    ['suicide', 'en'],
    ['suicidal', 'en'],
    ['stroke', 'en'],
    ['heart attack', 'en'],
    ['self harm', 'en'],
    ['rape', 'en'],
    ['ambulance', 'en'],
    ['i want to die', 'en'],
    ['mai marna chahundi han', 'pa-Latn'],
    ['ਮੈਂ ਮਰਨਾ ਚਾਹੁੰਦੀ ਹਾਂ', 'pa'],
    ['أريد أن أموت', 'ar'],
    ['nie chcę już żyć', 'pl'],
    ['je veux mourir', 'fr'],
  ])('%s: %s', (text, language) => {
    expect(languageOf(text)).toBe(language)
  })
})
