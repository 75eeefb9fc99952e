import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { answer } from '../../src/assistant.ts'
import { emptySlots, newSession, type Session } from '../../src/conversation/session.ts'
import { turn } from '../../src/conversation/turn.ts'
import { languages } from '../../src/taxonomy.ts'
import { type Courtesy, courtesies } from '../../src/understanding/meaning.ts'
import { sandwell } from '../sandwell.ts'

const now = Temporal.Instant.from('2026-11-24T12:00Z')
const slots = { ...emptySlots, needs: ['treatment' as const] }

/** The keys of what is said to who asks, where they stand. */
function asked(courtesy: Courtesy, standing: Session['standing']): string[] {
  const session = { ...newSession('en', 'need', now.epochMilliseconds), standing, signposted: true }
  const meaning = { ...sandwell.read('').meaning, courtesy, empty: false }
  const { reply } = turn(sandwell, session, { text: 'x', meaning, danger: null }, { now, channel: 'sms' })
  return (reply?.blocks ?? []).map((block) => (block.type === 'text' ? block.key : block.type))
}

const card = (id: string) => ({ prompt: 'card', slots, shown: [id], page: [id, id] })

describe('with the card of a service open, its record answers, or it is said that nothing is known', () => {
  test.each<[Courtesy, string, string]>([
    ['cost', 'cranstoun-sandwell', 'conversation:fact.free'],
    ['cost', 'drinkline', 'conversation:fact.unknown'],
    ['hours', 'drinkline', 'services'],
    ['hours', 'cranstoun-sandwell', 'conversation:fact.unknown'],
    ['where', 'cranstoun-sandwell', 'conversation:fact.where'],
    ['where', 'drinkline', 'conversation:fact.no_door'],
    ['first', 'drinkline', 'listing:first.phone'],
    ['referral', 'cranstoun-sandwell', 'conversation:fact.unknown'],
    ['referral', 'smethwick-foodbank', 'listing:who.referral_only'],
    ['sign_up', 'drinkline', 'conversation:fact.unknown'],
    ['other_fact', 'drinkline', 'conversation:fact.unknown'],
  ])('%s of %s: %s', (courtesy, id, key) => {
    expect(asked(courtesy, card(id))[0]).toBe(key)
  })
})

const facts = courtesies.slice(courtesies.indexOf('cost'), courtesies.indexOf('other_fact') + 1)

test.each(facts)('%s, with a list on the screen: a number tells', (courtesy) => {
  const page = ['cranstoun-sandwell', 'drinkline']
  expect(asked(courtesy, { prompt: 'results', slots, shown: page, page })[0]).toBe('conversation:fact.which')
})

test('before any list the question on the screen stands', () => {
  expect(asked('hours', { prompt: 'place', slots, shown: [], page: [] })).toEqual([
    'conversation:fact.before',
    'conversation:ask.place',
    'choices',
  ])
})

describe('a phone that somebody else reads', () => {
  const say = (text: string, session: string | null = null) =>
    answer(sandwell, { channel: 'sms', text, session, now: now.epochMilliseconds })

  test('is told of no subject once the words for safety were given', () => {
    const read = say('my partner checks my phone')
    const list = say('tipton', read.session)
    expect(list.reply).toContain('0808 2000 247')
    expect(list.reply).not.toMatch(/abuse|violence|drink|drug|safety/i)
    const opened = say('1', list.session)
    expect(opened.reply).toContain('0808 2000 247')
    expect(opened.reply).not.toMatch(/abuse|violence|drink|drug/i)
  })

  test.each(languages)('is told how to end it, in %s', (language) => {
    expect(sandwell.sentences.say(language, 'conversation:results.plain')).toContain('ZZZ')
  })

  test.each(['thanks', 'ok thanks', 'ok thank you'])('"%s" after FORGET is answered and begins nothing', (text) => {
    const { session } = say('FORGET', say('i drink').session)
    expect(session).toBeNull()
    expect(say(text, session)).toMatchObject({ session: null, reply: "You're welcome.", forget: false })
  })
})
