import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { answer } from '../../src/assistant.ts'
import { smsSize } from '../../src/channels/sms/text.ts'
import { messageBreak } from '../../src/channels/words/index.ts'
import { docs, staleTables, withTables } from '../../src/commands/check/docs.ts'
import { journeysOf, journeysTable } from '../../src/commands/check/journeys.ts'
import { listStates } from '../../src/commands/check/lists.ts'
import { checkPlain, plainLanguageIn, plainTable } from '../../src/commands/check/plain.ts'
import { countsOf, readingAge, sentencesIn } from '../../src/content/reading.ts'
import type { Language } from '../../src/taxonomy.ts'
import { root } from '../root.ts'
import { sandwell } from '../sandwell.ts'
import { withFlow, withSentence } from './broken.ts'

const limits = plainLanguageIn(root)
if (!limits) throw new Error('no limits')
const problems = (language: Language, key: string, text: string) =>
  checkPlain(withSentence(language, key, text), limits).problems

describe('plain language', () => {
  test('is kept by every sentence there is', () => {
    expect(checkPlain(sandwell, limits).problems).toEqual([])
  })

  test('a sentence of more than 20 words is found; a number, whatever its groups, is one word', () => {
    const words = (count: number) => `${'go '.repeat(count - 1)}home.`
    expect(problems('en', 'errors:start', words(20))).toEqual([])
    expect(problems('en', 'errors:start', words(21))).toEqual(['en, errors:start: a sentence of 21 words, 20 allowed'])
    expect(sentencesIn('Ring 0800 9177 650, or {{line}}.\n1 Food', [])).toEqual([
      ['Ring', '1', 'or', '1'],
      ['1', 'Food'],
    ])
    expect(sentencesIn('Call Al-Anon Family Groups now.', ['Al-Anon Family Groups'])).toEqual([['Call', '1', 'now']])
  })

  test('a message that is hard to read is found, with its age', () => {
    const hard =
      'Confidential multidisciplinary rehabilitation is available following comprehensive individual assessment of circumstances.'
    expect(problems('en', 'errors:start', hard)).toEqual([
      expect.stringMatching(/^en, errors:start: a reading age of \d\d\.\d, 11 allowed$/),
    ])
  })

  test('a file that is hard to read as a whole is found', () => {
    const whole = checkPlain(sandwell, { ...limits, reading_age: 9 }).problems
    expect(whole).toContainEqual(expect.stringMatching(/^en, \w+:.*: a reading age of/))
    expect(checkPlain(sandwell, { ...limits, reading_age: 5 }).problems).toContainEqual(
      expect.stringMatching(/^en, safety as a whole: a reading age of \d\.\d, 5 allowed$/),
    )
  })

  test('the age is five years above the grade: Flesch and Kincaid of a text counted by hand', () => {
    const counts = countsOf(sentencesIn('The cat sat on the mat. It was happy.', []))
    expect(counts).toEqual({ sentence: 2, word: 9, syllable: 10 })
    expect(readingAge(counts)).toBeCloseTo(0.39 * (9 / 2) + 11.8 * (10 / 9) - 15.59 + 5, 6)
  })

  test.each<[Language, string, string | null]>([
    ['en', 'Help for addicts.', 'addicts'],
    ['en', 'For an alcoholic.', 'alcoholic'],
    ['en', 'Stay clean.', 'clean'],
    ['en', 'Substance abuse.', 'abuse'],
    ['en', 'Alcoholics Anonymous can help.', null],
    ['en', 'The National Domestic Abuse Helpline, for abuse at home.', null],
    ['pl', 'Pomoc dla alkoholików.', 'alkoholików'],
    ['fr', 'Pour les toxicomanes.', 'toxicomanes'],
    ['ur', 'شرابی کے لیے', 'شرابی'],
  ])('%s: "%s"', (language, text, word) => {
    expect(problems(language, 'errors:start', text)).toEqual(
      word ? [`${language}, errors:start: "${word}" is no word for people`] : [],
    )
  })
})

const { places, clocks } = listStates(sandwell, root)
const [day, , night] = clocks
if (!day || !night) throw new Error('no clock')

describe('what the docs say was measured', () => {
  test('is what is measured now', () => {
    const page = readFileSync(join(root, docs), 'utf8')
    const tables = {
      journeys: journeysTable(journeysOf(sandwell, places, [day, night])),
      reading: plainTable(checkPlain(sandwell, limits).found),
    }
    expect(staleTables(page, tables)).toEqual([])
    expect(staleTables(page, { ...tables, journeys: tables.journeys.replace('| 4 |', '| 5 |') })).toEqual(['journeys'])
  })

  test('is put in its place, and nowhere else', () => {
    const page = 'a\n<!-- t -->\nold\n<!-- /t -->\nb\n'
    expect(withTables(page, { t: '| x |' })).toBe('a\n<!-- t -->\n\n| x |\n\n<!-- /t -->\nb\n')
    expect(() => withTables(page, { other: '' })).toThrow('no place for the table "other"')
  })

  test('a journey is all a person is sent: the shortest is "hi" and "1", as the assistant answers them', () => {
    const now = day.now.epochMilliseconds
    let session: string | null = null
    let parts = 0
    for (const text of ['hi', '1']) {
      const done = answer(sandwell, { channel: 'sms', text, session, now })
      session = done.session
      for (const message of done.reply.split(messageBreak)) parts += smsSize(message).parts
    }
    const english = journeysOf(sandwell, places, [day]).find(({ language }) => language === 'en')
    expect(english?.shortest).toBe(parts)
    expect(english?.journeys).toBeGreaterThan(25)
  })

  test('a journey without an end is an error', () => {
    const endless = withFlow((flow) => {
      const { need, ...others } = flow.questions
      if (!need) return flow
      const choices = [{ id: 'round', label: 'conversation:choice.more', ask: 'need', change: false }]
      return { ...flow, questions: { ...others, need: { ...need, choices } } }
    })
    expect(() => journeysOf(endless, places, [day])).toThrow('without a signpost')
  })
})
