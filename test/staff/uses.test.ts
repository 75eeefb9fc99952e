import { expect, test } from 'vitest'
import { usesOf } from '../../src/staff/refer/uses.ts'
import { rounded } from '../../src/staff/rounded.ts'

test.each([
  [0, 'few'],
  [1, 'few'],
  [4, 'few'],
  [5, 5],
  [7, 5],
  [8, 10],
  [12, 10],
  [103, 105],
])('%i uses are told as %s', (count, told) => {
  expect(rounded(count)).toBe(told)
})

test('each link that is in use has its own, by the web and by text; nothing exact leaves', () => {
  const links = [
    { name: 'fernhill', team: 'Fernhill Surgery', revoked: false },
    { name: 'oldname', revoked: true },
  ]
  const counts = {
    'link.fernhill.web': 13,
    'link.fernhill.sms': 3,
    'link.fernhill.whatsapp': 3,
    'link.oldname.web': 50,
    turns: 99,
  }
  expect(usesOf(links, counts)).toEqual([{ link: links[0], opened: 15, texted: 5 }])
})
