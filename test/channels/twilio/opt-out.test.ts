import { afterEach, describe, expect, test } from 'vitest'
import { keywordOf, type OptOutMode } from '../../../src/channels/twilio/keyword.ts'
import { turnsOf } from '../../../src/commands/turns.ts'
import { StoreError } from '../../../src/store/index.ts'
import { sandwell } from '../../sandwell.ts'
import { instead } from '../../store/instead.ts'
import { openFakeTwilio, ourNumber, theirNumber } from '../fake-twilio.ts'
import { twilio as account, openHouse } from '../house.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

let clock = Date.parse('2026-11-24T11:00:00Z')
async function talk(optOut: OptOutMode, storeAway = false) {
  const provider = await openFakeTwilio({ optOut })
  const house = await openHouse({
    // The assistant itself behind the channel, as it is served.
    ...turnsOf({ bundle: () => sandwell }, 'sms'),
    twilio: { ...account, optOut },
    now: () => clock,
    ...(storeAway
      ? { store: (real) => instead(real, { commit: () => Promise.reject(new StoreError('full', 'no room')) }) }
      : {}),
  })
  closing.push(() => house.close(), provider.close)
  const says = async (body: string, type?: string) => {
    clock += 90_000
    return (await provider.text(house, body, theirNumber, type)).map((text) => text.split('\n')[0]?.slice(0, 40))
  }
  return { says, provider, house }
}

const ours = 'OK, no more texts from here. To come bac'
const greeting = 'Fingerpost, Sandwell: finds help with dr'
const crisis = 'If you might act on this, or already hav'
const urgent = "Danger to life: 999. Can't speak? From a"
const theirs = 'Twilio: unsubscribed. Reply START to res'
const back = 'Twilio: resubscribed.'
const legal = 'Twilio: Reply STOP to unsubscribe. Msg&D'

describe('what the phone gets, whoever answers STOP', () => {
  test.each<[OptOutMode, [string, string[]][]]>([
    [
      'default',
      [
        ['hi', [greeting]],
        ['Stop', [theirs]],
        ['hello', []],
        ['i want to die', []],
        ['HELP', [legal]],
        ['START', [back, greeting]],
        ['i want to die', [crisis]],
        ['help', [legal, urgent]],
      ],
    ],
    [
      'none',
      [
        ['STOP', [ours]],
        ['STOP', []],
        ['hello', []],
        ['yes', []],
        ['i want to die', [crisis]],
        ['HELP', [urgent]],
        ['START', [greeting]],
        ['stop texting me', [ours]],
        ['unstop', [greeting]],
      ],
    ],
  ])('%s', async (mode, moves) => {
    const { says } = await talk(mode)
    for (const [text, got] of moves) expect([text, await says(text)]).toEqual([text, got])
  })

  test('advanced: by what Twilio says it took the word for, in any language', async () => {
    const { says, provider, house } = await talk('advanced')
    expect(await says('hi')).toEqual([greeting])
    provider.blocked.add(theirNumber)
    expect(await says('pomidor', 'STOP')).toEqual([])
    expect(await says('hello')).toEqual([])
    provider.blocked.clear()
    expect(await says('ogorek', 'START')).toEqual([greeting])
    expect(await says('kapusta', 'HELP')).toEqual([urgent])
    expect(house.logged.join('')).not.toMatch(/7700|pomidor/)
  })
})

test.each(['stop texting me', 'stop.', 'wypisz mnie'])(
  'a word Twilio does not know, "%s", is answered by us, once, and kept',
  async (word) => {
    const { says } = await talk('default')
    await says('hi')
    expect(await says(word)).toHaveLength(1)
    expect(await says('hello')).toEqual([])
  },
)

test('after STOP a cry for help is answered all the same, naming START, though Twilio refuses to bring it', async () => {
  const { says, provider } = await talk('default')
  await says('STOP')
  await says('i want to die')
  const sent = [...provider.messages.values()].filter(({ from }) => from === ourNumber)
  expect(sent).toMatchObject([{ status: 'failed', body: expect.stringMatching(/999.*To come back: START\.$/s) }])
  expect(provider.blocked.size).toBe(1)
})

test('a text that was refused because of a STOP we never saw opts out too', async () => {
  const { says, provider } = await talk('advanced')
  provider.blocked.add(theirNumber)
  expect(await says('hi')).toEqual([])
  provider.blocked.clear()
  expect(await says('hi')).toEqual([])
  expect(await says('START')).toEqual([greeting])
})

test('FORGET keeps the STOP', async () => {
  const { says } = await talk('none')
  for (const text of ['hi', 'STOP', 'forget me']) await says(text)
  expect(await says('hi')).toEqual([])
  expect(await says('START')).toEqual([greeting])
})

test('with the store away, what Twilio has answered is not answered again; danger is', async () => {
  const { says } = await talk('default', true)
  expect(await says('STOP')).toEqual([theirs])
  expect(await says('START')).toEqual([back, expect.stringMatching(/\w/)])
  expect(await says('i want to die')).toEqual([crisis])
})

test.each<[string, string | undefined, OptOutMode, string | undefined]>([
  [' stop ', undefined, 'default', 'stop'],
  ['OptOut', undefined, 'default', 'stop'],
  ['info', undefined, 'default', 'help'],
  ['yes', undefined, 'default', 'start'],
  ['stop please', undefined, 'default', undefined],
  ['constructor', undefined, 'default', undefined],
  ['STOP', undefined, 'advanced', undefined],
  ['STOP', undefined, 'none', undefined],
  ['basta', 'STOP', 'none', 'stop'],
  ['basta', 'NEW', 'advanced', undefined],
])('"%s" with OptOutType %s, handled %s: %s', (Body, OptOutType, mode, keyword) => {
  expect(keywordOf({ Body, ...(OptOutType ? { OptOutType } : {}) }, mode)).toBe(keyword)
})
