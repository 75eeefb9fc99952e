import { expect, test } from 'vitest'
import { readGuide } from '../../../src/commands/translations/guide.ts'
import { faultsOf } from '../../../src/commands/translations/rules.ts'
import type { Language } from '../../../src/taxonomy.ts'
import { root } from '../../root.ts'

const guide = readGuide(root)

test.each<[Language, string, string, string, string[]]>([
  ['pl', 'errors:away', 'Call {{samaritans}}.', 'Dzwoń {{samaritans}}.', []],
  ['pl', 'errors:away', 'Call {{samaritans}}.', 'Dzwoń.', ['lacks {{samaritans}}']],
  [
    'pl',
    'errors:away',
    'Call {{samaritans}}.',
    'Dzwoń {{samarytanie}}.',
    ['lacks {{samaritans}}', 'has {{samarytanie}}, which the English has not'],
  ],
  [
    'pl',
    'errors:away',
    'Call {{samaritans}}.',
    '{{samaritans}} {samaritans}',
    ['has braces that are not those of a value'],
  ],
  ['pl', 'errors:away', 'Call us.', 'Dzwoń $t(errors:urgent)', ['has braces that are not those of a value']],
  [
    'pl',
    'web:urgent_call',
    'Call 999.',
    'Dzwoń 112.',
    ['lacks 999, in these digits', 'has 112, which the English has not'],
  ],
  [
    'ur',
    'web:urgent_call',
    'Call 999.',
    '۹۹۹ پر فون کریں۔',
    ['lacks 999, in these digits', 'has ۹۹۹, which the English has not'],
  ],
  ['pl', 'conversation:ok', 'OK. MORE or MENU.', 'OK. WIĘCEJ lub MENU.', ['lacks MORE, which stays as it is']],
  ['pl', 'conversation:ok', 'Do CPR.', 'Wykonaj RKO.', []],
  ['pa', 'web:send', 'Send', 'بھیجو', ['has ب, a letter of another script']],
  ['pa-Latn', 'web:send', 'Send', 'ਭੇਜੋ', ['has ਭ, a letter of another script']],
  ['pl', 'conversation:languages.pa', 'ਪੰਜਾਬੀ', 'ਪੰਜਾਬੀ', []],
  [
    'pl',
    'web:send',
    'Send',
    'Wyślij\n',
    ['has a line break, a tab or a broken character', 'begins or ends with a space'],
  ],
  ['pl', 'web:send', 'Send', 'Wy\ufffdlij', ['has a line break, a tab or a broken character']],
  ['fr', 'services:aa.kind', 'drink', 'pour toute personne qui boit', ['has 28 characters, 26 allowed']],
  ['fr', 'web:label', 'Words', `${'un '.repeat(21)}. Bien.`, ['has a sentence of 21 words, 20 allowed']],
])('%s %s, %j: %j', (language, plain, english, text, faults) => {
  expect(faultsOf(guide, language, { plain, english, form: null }, text)).toEqual(faults)
})

test('a form of one number only may say it without a digit', () => {
  const miles = { plain: 'listing:miles', english: '{{count}} miles' }
  expect(faultsOf(guide, 'ar', { ...miles, form: 'two' }, 'ميلان')).toEqual([])
  expect(faultsOf(guide, 'ar', { ...miles, form: 'few' }, 'أميال')).toEqual(['lacks {{count}}'])
  expect(faultsOf(guide, 'pl', { ...miles, form: 'few' }, 'mile')).toEqual(['lacks {{count}}'])
})
