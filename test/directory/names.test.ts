import { describe, expect, test } from 'vitest'
import { answer } from '../../src/assistant.ts'
import { sandwell } from '../sandwell.ts'

const named = (text: string) => sandwell.named(text, sandwell.read(text).meaning.empty)

describe('every service is found by its own name', () => {
  test.each(sandwell.services.map((one) => [one.id, one.name, one.short ?? one.name] as const))(
    '%s',
    (id, ...names) => {
      for (const name of names)
        for (const text of [name, name.toLowerCase(), `${name} number please`, `What's the number for ${name}?`])
          expect({ text, found: named(text).includes(id) }).toEqual({ text, found: true })
    },
  )
})

describe('who names a service and nothing else', () => {
  test.each([
    ['kaleidoscope', ['kaleidoscope-plus']],
    ['KALEIDOSCOPE??', ['kaleidoscope-plus']],
    ['kaliedoscope', ['kaleidoscope-plus']],
    ['kaleidoscope in tipton', ['kaleidoscope-plus']],
    ['recovery near you', ['recovery-near-you']],
    ['what is the number for cranstoun', ['cranstoun-routes', 'cranstoun-sandwell']],
    ['cranston phone number', ['cranstoun-routes', 'cranstoun-sandwell']],
    ['cranstoun smethwick', ['cranstoun-sandwell']],
    ['i need the number for samaritans pls', ['samaritans']],
    ['how do i contact galop', ['galop']],
    ['is midland met open', ['mmuh-emergency']],
    ['talk to frank', ['frank']],
    ['call frank', ['frank']],
    ['nspcc', ['childline', 'nspcc']],
    ['alanon', ['al-anon']],
    ['al-anon', ['al-anon']],
    ['guru nanak', ['guru-nanak-gurdwara-smethwick']],
    ['the community link', ['community-link-cradley-heath']],
    ['numer do cranstoun', ['cranstoun-routes', 'cranstoun-sandwell']],
    ['samaritans ka number kya hai', ['samaritans']],
    ['ਕੀ ਨੰਬਰ ਹੈ cranstoun', ['cranstoun-routes', 'cranstoun-sandwell']],
    ['childline کا نمبر', ['childline']],
    ['numărul de telefon childline', ['childline']],
  ])('%s', (text, ids) => {
    expect(named(text).sort()).toEqual(ids)
  })
})

describe('who says more, or something else, names none', () => {
  test.each([
    'i went to cranstoun',
    'cranstoun didnt help',
    'not cranstoun',
    'anything but samaritans',
    'my worker at cranstoun said you can help me',
    'my name is frank',
    'frank drinks every night',
    'im calm',
    'calm down',
    'i need to calm',
    'i need a suit',
    'i want to shout',
    'respect',
    'refuge',
    'library',
    'food bank',
    'mosque',
    'gurdwara',
    'community centre',
    'crisis line',
    'helpline',
    'advice line',
    'recovery',
    'housing',
    'sanctuary',
    'black country',
    'midland',
    'national',
    'west bromwich',
    'smethwick',
    'sandwell',
    'cradley heath',
    'hill top',
    'the hub',
    'na',
    'ca',
    'no',
    'yes',
    '1',
    '111',
    'number',
    'what is the number',
    'where',
    '',
    '   ',
    'cranstoun '.repeat(40),
  ])('%s', (text) => {
    expect(named(text)).toEqual([])
  })

  test('a wall of text costs nothing', () => {
    const before = process.cpuUsage()
    expect(named('samaritans or cranstoun '.repeat(50_000))).toEqual([])
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000)
  })
})

describe('in a conversation', () => {
  const say = (text: string, session: string | null = null) =>
    answer(sandwell, { channel: 'sms', text, session, now: Date.parse('2026-11-22T12:00Z') })

  test('a child who names Childline is told of it, though nobody said that they are young', () => {
    expect(say('childline').reply).toContain('0800 1111')
  })

  test('danger comes before every name', () => {
    for (const { name } of sandwell.services.slice(0, 20))
      expect(say(`${name} i have taken all my tablets and want to die`).reply).toMatch(/999/)
  })

  test('on a list it is what its number is', () => {
    const list = say('1', say('hi').session)
    expect(say('samaritans', list.session).reply).toBe(say('1', list.session).reply)
  })

  test('a message without a name is answered as before, whatever the index says of it', () => {
    expect(JSON.parse(say('tipton').session ?? '').standing.slots.named).toBeUndefined()
  })
})
