import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { neverHidden } from '../../src/directory/index.ts'
import { sandwell } from '../sandwell.ts'

/** Every national record there is: whether it stays, however many say that it is wrong. */
const national = {
  aa: true,
  adfam: true,
  'al-anon': true,
  ca: true,
  calm: true,
  childline: true,
  cruse: true,
  drinkline: true,
  frank: true,
  galop: true,
  gamcare: true,
  'marijuana-anonymous': false,
  'mens-advice-line': true,
  na: true,
  nacoa: true,
  'national-da-helpline': true,
  'nhs-111': true,
  nspcc: true,
  papyrus: true,
  samaritans: true,
  shout: true,
  'sikh-helpline': true,
  smart: false,
}

const everything = sandwell.services.flatMap(({ id, contacts }) =>
  contacts.map(({ type, value }) => `${id} ${type}:${value}`),
)
const afterAll = sandwell.on(Temporal.PlainDate.from('2026-11-24'), new Set(everything))

test.each(Object.entries(national))('%s stays: %s', (id, stays) => {
  const before = sandwell.directory.get(id)?.contacts.length ?? 0
  expect(before).toBeGreaterThan(0)
  expect(afterAll.neverHidden(id)).toBe(stays)
  expect(afterAll.directory.get(id)?.contacts.length ?? 0).toBe(stays ? before : 0)
})

test('no national record is missing from that table', () => {
  const ids = sandwell.services.filter(({ coverage }) => coverage === 'national').map(({ id }) => id)
  expect(ids.sort()).toEqual(Object.keys(national).sort())
})

test('what is printed in answer to danger stays, and so does the core; of the rest of the area nothing does', () => {
  const kept = sandwell.services.filter(({ coverage }) => coverage !== 'national').map(({ id }) => id)
  const printed = sandwell.printed.map(({ service }) => service)
  const core = Object.values(sandwell.area.core).flat()
  expect(printed.filter((id) => !afterAll.neverHidden(id))).toEqual([])
  expect(core.filter((id) => !afterAll.neverHidden(id))).toEqual([])
  expect(kept.filter(afterAll.neverHidden).filter((id) => !printed.includes(id) && !core.includes(id))).toEqual([])
  expect(kept.filter((id) => !afterAll.neverHidden(id)).length).toBeGreaterThan(20)
})

test('to be printed is enough, and a meeting by video is not', () => {
  const [local, fellowship] = ['smethwick-foodbank', 'al-anon'].map((id) =>
    sandwell.services.find((one) => one.id === id),
  )
  if (!local || !fellowship) throw new Error('not in the directory')
  const { core: _, ...video } = {
    ...fellowship,
    id: 'video',
    needs: fellowship.needs.filter((one) => one !== 'talk_now'),
  }
  expect([...neverHidden([local, video], [])]).toEqual([])
  expect([...neverHidden([local, video], [local.id])]).toEqual([local.id])
})
