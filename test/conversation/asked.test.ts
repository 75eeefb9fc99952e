import { expect, test } from 'vitest'
import { answer } from '../../src/assistant.ts'
import { sandwell } from '../sandwell.ts'

const now = Date.parse('2026-11-22T11:00Z')

/** What a talk by text message counts, message by message. */
function counted(...texts: string[]): Record<string, number>[] {
  let session: string | null = null
  return texts.map((text) => {
    const done = answer(sandwell, { channel: 'sms', text, session, now })
    session = done.session
    return done.counters
  })
}

test.each<[what: string, talk: string[], counts: Record<string, number>[]]>([
  ['nothing asked', ['hello'], [{}]],
  ['a need and a town', ['food bank in tipton'], [{ 'need.food': 1, 'town.tipton': 1 }]],
  [
    'said again, it counts once',
    ['food bank in tipton', 'food bank in tipton'],
    [{ 'need.food': 1, 'town.tipton': 1 }, {}],
  ],
  ['a postcode counts as its town', ['food b66 1jx'], [{ 'need.food': 1, 'town.smethwick': 1 }]],
  ['a place outside the area is no town of ours', ['food bank in manchester'], [{ 'need.food': 1 }]],
  ['a new conversation asks anew', ['food', 'forget', 'food'], [{ 'need.food': 1 }, {}, { 'need.food': 1 }]],
])('%s', (_, talk, counts) => {
  expect(counted(...talk)).toEqual(counts)
})
