import { afterEach, expect, test } from 'vitest'
import { createBreaker } from '../../../src/channels/sms/breaker.ts'
import { type Budget, type BudgetParts, createBudget } from '../../../src/channels/sms/budget.ts'
import { createGuard, type GuardedTurn } from '../../../src/channels/sms/guard.ts'
import { createLog } from '../../../src/log.ts'
import { createPseudonyms } from '../../../src/privacy/index.ts'
import { StoreError } from '../../../src/store/index.ts'
import { instead } from '../../store/instead.ts'
import { type House, type HouseParts, incoming, keys, openHouse, silence, twiml } from '../house.ts'

const houses: House[] = []
const logged: string[] = []
afterEach(async () => {
  for (const one of houses.splice(0)) await one.close()
  logged.splice(0)
})

const dayOf = (now: number) => new Date(now).toISOString().slice(0, 10)
const budgetOf = (all: number, foreign: number, counts: BudgetParts['counts'] = async () => ({})) =>
  createBudget({ limits: { all, foreign }, counts, dayOf })

const open = async (budget: Budget = budgetOf(0, 0), parts: HouseParts = {}) => {
  const guard = createGuard({
    budget,
    breaker: createBreaker((text) => text.startsWith('auto'), keys),
    log: createLog('info', { write: (line) => void logged.push(line) }),
    instead: (what) => what,
    isDanger: (text) => text.startsWith('danger'),
    dayOf,
  })
  const house = await openHouse({ guard, ...parts })
  houses.push(house)
  const say = async (text: string, From = '+447700900123') => (await house.text(incoming(text, { From }))).body
  return { house, say }
}

test('a machine is answered once, and the conversation stays where it was', async () => {
  const { say } = await open()
  expect(await say('hello')).toBe(twiml('1: hello'))
  expect(await say('auto reply')).toBe(twiml('paused'))
  expect(await say('auto reply')).toBe(silence)
  expect(await say('it was my phone')).toBe(twiml('2: it was my phone'))
})

test('danger passes in a silence, once for the same text', async () => {
  const { say } = await open()
  for (let n = 0; n < 20; n++) await say(`m${n}`)
  expect(await say('m20')).toBe(twiml('paused'))
  expect(await say('m21')).toBe(silence)
  expect(await say('danger here')).toBe(twiml('21: danger here'))
  expect(await say('danger here')).toBe(silence)
  expect(await say('danger still')).toBe(twiml('22: danger still'))
})

test('FORGET is obeyed in a silence, and said', async () => {
  const { say } = await open()
  for (let n = 0; n < 22; n++) await say(`m${n}`)
  expect(await say('forget')).toBe(twiml('forgotten'))
})

test('what STOP, START and FORGET change holds in a silence, however often they come and though nothing more is said', async () => {
  const turn: GuardedTurn = ({ text = '' }, session) => {
    if (text === 'stop' || text === 'start') return { session, reply: text, optOut: text === 'stop', urgent: true }
    if (text === 'forget') return { session: null, reply: text, forget: true, urgent: true }
    return { session: 'kept', reply: text, urgent: false }
  }
  const { house, say } = await open(undefined, { turn })
  const anna = createPseudonyms(keys).of('sms', '+447700900123')
  const state = async () => {
    const { session, optedOut } = await house.store.load(anna, Date.now())
    return [session, optedOut]
  }
  for (let n = 0; n < 22; n++) await say(`m${n}`)
  for (const again of [false, true]) {
    expect(await say('stop')).toBe(again ? silence : twiml('stop'))
    expect(await state()).toEqual(['kept', true])
    expect(await say('start')).toBe(again ? silence : twiml('start'))
    expect(await state()).toEqual(['kept', false])
  }
  expect(await say('forget')).toBe(twiml('forget'))
  expect(await state()).toEqual([null, false])
})

test('a person who gets nothing gets no last words either, from the store or without it', async () => {
  let away = false
  const store: HouseParts['store'] = (real) =>
    instead(real, {
      begin: (...given) => (away ? Promise.reject(new StoreError('away', 'gone')) : real.begin(...given)),
    })
  const { say } = await open(undefined, {
    store,
    turn: (_, session) => ({ session, reply: '', urgent: false }),
    withoutStore: () => ({ reply: '' }),
  })
  for (let n = 0; n < 4; n++) expect(await say('a notice that is long enough')).toBe(silence)
  away = true
  for (let n = 0; n < 4; n++) expect(await say('another that is long enough')).toBe(silence)
})

test('STOP that cannot be stored is obeyed in a silence too', async () => {
  const store: HouseParts['store'] = (real) =>
    instead(real, { begin: () => Promise.reject(new StoreError('failed', 'away')) })
  const withoutStore: HouseParts['withoutStore'] = ({ text }, _now, stopped) =>
    text === 'stop' ? { reply: 'bye', optOut: true } : { reply: stopped ? '' : 'away' }
  const { house, say } = await open(undefined, { store, withoutStore })
  for (let n = 0; n < 22; n++) await say(`m${n}`)
  expect(await say('stop')).toBe(twiml('bye'))
  const anna = createPseudonyms(keys).of('sms', '+447700900123')
  expect((await house.store.load(anna, Date.now())).optedOut).toBe(true)
})

test('the same message twice is one message', async () => {
  const { house } = await open()
  const message = incoming('a notice that is long enough')
  for (let n = 0; n < 5; n++) expect((await house.text(message)).body).toBe(twiml('1: a notice that is long enough'))
})

test('the parts of what is said are committed with the turn, once', async () => {
  const { house, say } = await open()
  const message = incoming('hello')
  for (let n = 0; n < 3; n++) await house.text(message)
  await say('one', '+48501234567')
  await say('auto reply')
  const counted = await house.store.counts(dayOf(Date.now()))
  expect(counted).toEqual({ 'sms.parts': 3, 'sms.parts.foreign': 1 })
})

test('over the cap by what other machines said', async () => {
  const { say } = await open(budgetOf(100, 0, async () => ({ 'sms.parts': 100 })))
  await say('first')
  expect(await say('second')).toBe(twiml('tomorrow'))
  expect(await say('danger')).toBe(twiml('2: danger'))
})

test('danger that could not be committed is answered all the same, in a silence too', async () => {
  let full = false
  const store: HouseParts['store'] = (real) =>
    instead(real, {
      commit: (turn) => (full ? Promise.reject(new StoreError('full', 'no room')) : real.commit(turn)),
    })
  const { say } = await open(undefined, { store })
  for (let n = 0; n < 22; n++) await say(`m${n}`)
  full = true
  expect(await say('danger here')).toBe(twiml('without store: danger here'))
})

test('over the cap: told once a person, then silence; danger is answered; the UK goes on', async () => {
  const { say } = await open(budgetOf(100, 2))
  const [pole, romanian] = ['+48501234567', '+40712345678']
  expect(await say('one', pole)).toBe(twiml('1: one'))
  expect(await say('two', pole)).toBe(twiml('2: two'))
  expect(await say('three', pole)).toBe(twiml('tomorrow'))
  expect(await say('four', pole)).toBe(silence)
  expect(await say('hello', romanian)).toBe(twiml('tomorrow'))
  expect(await say('danger', romanian)).toBe(twiml('1: danger'))
  expect(await say('hello')).toBe(twiml('1: hello'))
})

test('a warning and the end of the money are logged once each, without a person in them', async () => {
  const { say } = await open(budgetOf(0, 5))
  for (let n = 0; n < 8; n++) await say(`m${n}`, '+48501234567')
  expect(logged.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ event: 'sms_budget', outcome: 'foreign_warn' }),
    expect.objectContaining({ event: 'sms_budget', outcome: 'foreign_over' }),
  ])
  expect(logged.join('\n')).not.toMatch(/48501|m\d/)
})

test('where the store is away, machines are held and danger is not', async () => {
  const store: HouseParts['store'] = (real) =>
    instead(real, { begin: () => Promise.reject(new StoreError('failed', 'away')) })
  const { say } = await open(undefined, { store })
  expect(await say('hello')).toBe(twiml('without store: hello'))
  expect(await say('auto reply')).toBe(twiml('paused'))
  expect(await say('auto reply')).toBe(silence)
  for (let n = 0; n < 22; n++) await say(`m${n}`)
  expect(await say('hello')).toBe(silence)
  expect(await say('danger')).toBe(twiml('without store: danger'))
})
