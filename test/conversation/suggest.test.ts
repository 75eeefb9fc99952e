import { describe, expect, test } from 'vitest'
import { answer, forgetSuggestionsKind, suggestionKind } from '../../src/assistant.ts'
import type { ChannelId } from '../../src/taxonomy.ts'
import { oneLine, withoutPrivate } from '../../src/text/index.ts'
import { sandwell } from '../sandwell.ts'

const start = Date.parse('2026-11-24T12:00Z')

/** A conversation of texts; `{ value }` is a button. Gives each answer, and what left the turn. */
function talk(channel: ChannelId, ...said: (string | { value: string })[]) {
  let session: string | null = null
  let now = start
  return said.map((one, at) => {
    const [text, value] = typeof one === 'string' ? [one, undefined] : ['', one.value]
    const done = answer(sandwell, { channel, text, value, session, now, fresh: `place-${at}` })
    session = done.session
    now += 20_000
    const jobs = (done.jobs ?? []).map(({ kind, payload }) => ({ kind, ...JSON.parse(payload) }))
    return { ...done, jobs, prompt: session ? JSON.parse(session).standing.prompt : null }
  })
}
const last = <T>(all: T[]): T => all.at(-1) as T
const parts = (all: ReturnType<typeof talk>) =>
  all.flatMap(({ jobs }) => jobs.filter(({ kind }) => kind === suggestionKind).map(({ part, words }) => [part, words]))

describe.each(['sms', 'whatsapp', 'web', 'botframework'] as const)('telling us of a place, by %s', (channel) => {
  test('three short steps, none of which the conversation keeps; nobody is told anything unless they ask', () => {
    const all = talk(channel, 'suggest a place', 'Fern Lane Kitchen', 'Fern Lane, Tipton', 'soup, Mondays 6-8pm', 'no')
    expect(all.map(({ prompt }) => prompt)).toEqual([
      ...['suggest_name', 'suggest_where', 'suggest_what', 'suggest_tell', 'need'],
    ])
    expect(parts(all)).toEqual([
      ['name', 'Fern Lane Kitchen'],
      ['where', 'Fern Lane, Tipton'],
      ['what', 'soup, Mondays 6-8pm'],
    ])
    for (const { session } of all) expect(session).not.toMatch(/fern|lane|soup/i)
  })

  test('what is skipped is nothing, and the last question is answered by its number', () => {
    const all = talk(channel, 'suggest', 'Fern Lane Kitchen', 'skip', { value: 'command:skip' }, '2')
    expect(parts(all)).toEqual([
      ['name', 'Fern Lane Kitchen'],
      ['where', ''],
      ['what', ''],
      ['tell', undefined],
    ])
    const byCode = channel === 'web' || channel === 'botframework'
    expect(last(all).reply.includes('place-0')).toBe(byCode)
  })

  test('it leads back to the list it came from', () => {
    const all = talk(channel, 'food bank in smethwick', 'suggest', 'Fern Lane Kitchen', 'skip', 'skip', '1')
    expect(last(all).prompt).toBe('results')
    expect(last(all).reply).toContain('Guru Nanak Gurdwara')
  })
})

describe('in the middle of it', () => {
  const middle = ['suggest', 'Fern Lane Kitchen'] as const

  test.each([
    ['he is outside and says he will kill me', '999'],
    ['my mate has gone blue and wont wake up', '999'],
    ['i want to die', '116 123'],
  ])('%s: danger is answered first, and not a word of it leaves', (words, says) => {
    const all = talk('sms', ...middle, words, 'he is still here')
    expect(all[2]?.reply).toContain(says)
    expect(parts(all)).toEqual([['name', 'Fern Lane Kitchen']])
    // Carrying on is by the number, so that more of the danger is never taken for the place.
    expect(parts(talk('sms', ...middle, words, '1', 'Tipton'))).toEqual([
      ['name', 'Fern Lane Kitchen'],
      ['where', 'Tipton'],
    ])
  })

  test.each(['im feeling really low', 'i feel so alone'])('%s: the words stay where they are', (words) => {
    const all = talk('sms', ...middle, words)
    expect(parts(all)).toEqual([['name', 'Fern Lane Kitchen']])
    expect(last(all).prompt).toBe('suggest_where')
  })

  test.each(['my husband drinks every night', 'i want to stop drinking', 'i want to cut down'])(
    '%s is about them, and answered as anywhere',
    (words) => {
      const all = talk('sms', 'suggest', words)
      expect(parts(all)).toEqual([])
      expect(last(all).prompt).not.toMatch(/^suggest/)
    },
  )

  test('STOP, FORGET, ZZZ, 0, BACK and MENU do what they do everywhere', () => {
    expect(last(talk('sms', ...middle, 'stop'))).toMatchObject({ optOut: true })
    expect(last(talk('sms', ...middle, 'forget me'))).toMatchObject({ forget: true, session: null })
    expect(last(talk('sms', ...middle, 'zzz'))).toMatchObject({ forget: true, session: null, reply: '' })
    expect(last(talk('sms', ...middle, '0')).reply).toContain('999')
    expect(last(talk('sms', ...middle, 'menu')).prompt).toBe('need')
    const back = talk('sms', ...middle, 'back', 'back')
    expect(back.map(({ prompt }) => prompt)).toEqual(['suggest_name', 'suggest_where', 'suggest_name', 'need'])
    expect(last(parts(back))).toEqual(['withdrawn', undefined])
    expect(last(talk('sms', ...middle, 'what the police may never know', 'i want to talk to a person')).prompt).toBe(
      'human',
    )
  })

  test('a picture, a number and a lone sign are no answer: it is asked again', () => {
    for (const words of ['2', '?', '07700 900123', ''])
      expect(parts(talk('sms', ...middle, words))).toEqual([['name', 'Fern Lane Kitchen']])
  })

  test.each([
    ...[
      'Families Anonymous',
      'Stop Smoking Service',
      'Back to Life',
      "Women's Helpline",
      'Smethwick AA',
      'Fernhill hall',
    ],
    ...['ਗੁਰੂ ਨਾਨਕ ਗੁਰਦੁਆਰਾ', 'Dom Polski', 'مركز الأمل', 'Recovery Cafe', 'Help Point'],
  ])('a place may be called %s', (name) => {
    expect(parts(talk('sms', 'suggest', name))).toEqual([['name', name]])
  })

  test('what is said of a place in words of commands is taken', () => {
    const what = 'they speak polish there, you can talk to a person and more, Mondays'
    expect(parts(talk('sms', ...middle, 'skip', what)).at(-1)).toEqual(['what', what])
  })

  test('after a long silence somebody else is not asked about it', () => {
    const [, second] = talk('sms', ...middle)
    const later = answer(sandwell, {
      ...{ channel: 'sms', text: 'hello', session: second?.session ?? null },
      now: start + 45 * 60_000,
    })
    expect(later.reply).not.toContain('Where is it?')
    expect(later.jobs).toBeUndefined()
  })
})

describe('how much', () => {
  const one = (n: number) => ['suggest', `Fern Lane Kitchen ${n} hall`, 'skip', 'skip', 'no']

  test('three places a day are plenty, START or not', () => {
    const all = talk('sms', ...one(1), ...one(2), 'start', ...one(3), 'suggest', 'start', 'suggest')
    expect(parts(all).filter(([part]) => part === 'name')).toHaveLength(3)
    expect(last(all).reply).toContain('plenty for one day')
    expect(last(all).prompt).not.toMatch(/^suggest/)
  })

  test('one that is told again after BACK is the same one', () => {
    const all = talk('sms', 'suggest', 'Fern Lne', 'back', 'Fern Lane', 'skip', 'skip', 'no')
    const ids = all.flatMap(({ jobs }) => jobs.map(({ id }) => id))
    expect(new Set(ids).size).toBe(1)
    expect(JSON.parse(last(all).session ?? '').suggested).toHaveLength(1)
  })

  test('a wall of words is cut, and says so', () => {
    const words = (parts(talk('sms', 'suggest', `Fern ${'lane '.repeat(4000)}`))[0] ?? [])[1] as string
    expect(words.length).toBeLessThanOrEqual(100)
    expect(words.endsWith('…')).toBe(true)
  })
})

describe('what leaves for later', () => {
  test('an address is asked for only where they want to hear and can be written to', () => {
    const jobsOf = (channel: ChannelId, yes: string) => {
      let session: string | null = null
      let address = 0
      for (const text of ['suggest', 'Fern Lane', 'skip', 'skip', yes]) {
        const done = answer(sandwell, { channel, text, session, now: start, fresh: 'place' })
        session = done.session
        address += (done.jobs ?? []).filter((job) => job.address).length
      }
      return address
    }
    expect([jobsOf('sms', 'yes'), jobsOf('whatsapp', 'yes'), jobsOf('web', 'yes'), jobsOf('sms', 'no')]).toEqual([
      ...[1, 1, 0, 0],
    ])
  })

  test('FORGET takes all back; leaving a page takes back what is half told', () => {
    const left = (channel: ChannelId, said: string | { value: string }) =>
      last(talk(channel, 'suggest', 'Fern Lane', said)).jobs
    expect(left('sms', 'forget me')).toEqual([{ kind: forgetSuggestionsKind, finished: true }])
    expect(left('sms', 'zzz')).toEqual([{ kind: forgetSuggestionsKind, finished: true }])
    expect(left('web', 'forget me')).toEqual([{ kind: forgetSuggestionsKind, finished: true }])
    expect(left('web', { value: 'command:quiet' })).toEqual([{ kind: forgetSuggestionsKind, finished: false }])
  })

  test.each(['suggest:yes', 'suggest:no', 'suggest:', 'suggest:moon'])(
    '%s, which nobody was offered, does nothing',
    (value) => {
      expect(parts(talk('web', 'hello', { value }))).toEqual([])
    },
  )
})

describe('what may be a person’s own is taken out', () => {
  test.each([
    ['ring me on 07700 900123', 'ring me on [...]'],
    ['+44 7700 900123 or 00447700900123', '[...] or [...]'],
    ['07700-900-123.', '[...].'],
    ['anna.b@mail.example, ask for Anna', '[...], ask for Anna'],
    ['٠٧٧٠٠٩٠٠١٢٣', '[...]'],
    ['+48 601 234 567', '[...]'],
    // A landline, times, a postcode and a street are the place's.
    ['0121 496 0123', '0121 496 0123'],
    ['0800 9177 650', '0800 9177 650'],
    ['128-130 High Street B66 3AP', '128-130 High Street B66 3AP'],
    ['Mon 10.00-12.00 14.00-16.00', 'Mon 10.00-12.00 14.00-16.00'],
    ['Mondays 7-9pm, Sundays 10:30', 'Mondays 7-9pm, Sundays 10:30'],
  ])('%s: %s', (text, left) => {
    expect(withoutPrivate(text, '[...]')).toBe(left)
  })

  test('one line, no signs that steer', () => {
    expect(oneLine('a\n\n b\u202e\u0000c\t', 10)).toBe('a b c')
    expect(oneLine('a'.repeat(12), 10)).toBe(`${'a'.repeat(9)}…`)
  })
})
