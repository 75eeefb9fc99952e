import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { smsSize } from '../../src/channels/sms/text.ts'
import { inGsm7 } from '../../src/commands/check/limits.ts'
import { compileLinks, longestTeam, readLinked } from '../../src/conversation/links.ts'
import { compileDirectory } from '../../src/directory/index.ts'
import {
  lengthOf,
  longestLink,
  messageFor,
  nationalNumber,
  teamOf,
  tooLong,
  urlOf,
} from '../../src/staff/refer/message.ts'
import { ringTogether } from '../../src/staff/refer/ring.ts'
import { languages } from '../../src/taxonomy.ts'
import { sandwell } from '../sandwell.ts'

const { sentences } = sandwell
const fernhill = { name: 'fernhill', team: 'Fernhill Surgery', revoked: false }
const parts = { sentences, publicUrl: 'https://fingerpost.uk', smsNumber: '+447700900123' }

test('the text names the team, the link and the number, and nothing of what it is about', () => {
  expect(messageFor(parts, { link: fernhill, language: 'en', family: false, team: '' })).toMatchObject({
    sms: "Fernhill Surgery: the link we spoke of. We can't see what you say there. https://fingerpost.uk/go/fernhill or text FERNHILL to 07700 900123",
    parts: 1,
  })
  expect(messageFor(parts, { link: fernhill, language: 'pl', family: true, team: '' }).sms).toBe(
    'Fernhill Surgery: link, o ktorym mowa. Nie widzimy, co tam piszesz. https://fingerpost.uk/go/fernhill/pl/f lub SMS FERNHILL POLSKI F na 07700 900123',
  )
})

test('without a number nothing is said of texting', () => {
  const { sms, mail, reply } = messageFor(
    { ...parts, smsNumber: null },
    { link: fernhill, language: 'en', family: false, team: '' },
  )
  expect(reply).toBeNull()
  expect(sms).toBe(
    "Fernhill Surgery: the link we spoke of. We can't see what you say there. https://fingerpost.uk/go/fernhill",
  )
  expect(mail).not.toMatch(/text|null|undefined/i)
})

const everyWay = languages.flatMap((language) => [false, true].map((family) => ({ language, family })))

describe.each(everyWay)('in $language, for family: $family', ({ language, family }) => {
  // The longest name and team there may be, and an address that fills the rest of the link.
  const link = { name: 'abcdefghij', team: 'x'.repeat(longestTeam), revoked: false }
  const path = urlOf('', { link, language, family })
  const publicUrl = `https://${'h'.repeat(longestLink - path.length)}`
  const at = { link, language, family, team: '' }

  test('the text fits its parts at its longest: one in GSM-7, two otherwise', () => {
    for (const smsNumber of ['+447700900123', null]) {
      const { sms, url, parts: told } = messageFor({ sentences, publicUrl, smsNumber }, at)
      expect(lengthOf(url)).toBeLessThanOrEqual(longestLink)
      const { encoding, parts: needed } = smsSize(sms)
      expect(told).toBe(needed)
      expect(encoding).toBe(inGsm7(language) ? 'GSM-7' : 'UCS-2')
      expect(needed).toBeLessThanOrEqual(inGsm7(language) ? 1 : 2)
    }
  })

  test('any team fits: the words that stand for its name are no longer than it may be', () => {
    expect(sentences.say(language, 'refer:team').length).toBeLessThanOrEqual(longestTeam)
  })

  test('what it says to text is understood as the same start', () => {
    const links = compileLinks({ links: [link] })
    const { reply } = messageFor({ ...parts }, at)
    expect(readLinked(links, sandwell.read, reply?.word ?? '')?.start).toEqual({
      language: language === 'en' ? null : language,
      family,
    })
  })

  test('neither the text nor what is on paper names drink or drugs', () => {
    const { sms, mail, subject } = messageFor(parts, at)
    const paper = [...sentences.keys('en').keys()].filter((key) => key.startsWith('refer:paper.'))
    const values = { word: 'X', number: 'X' }
    const said = [sms, mail, subject, ...paper.map((key) => sentences.say(language, key, values))].join('\n')
    expect(said).not.toMatch(
      /drink|drug|alco|alko|narko|drog|khamri|sharab|nash|recover|addict|ਸ਼ਰਾਬ|ਨਸ਼|شراب|نش[ےہ]|शराब|नश|মদ|নেশা|كحول|مخدر/iu,
    )
  })
})

describe('a link', () => {
  test.each([
    ['en', false, 'https://fingerpost.uk/go/fernhill'],
    ['pa', false, 'https://fingerpost.uk/go/fernhill/pa'],
    ['pa-Latn', false, 'https://fingerpost.uk/go/fernhill/pal'],
    // "family" would make it longer than 30 characters.
    ['en', true, 'https://fingerpost.uk/go/fernhill/en/f'],
  ] as const)('in %s, for family: %s', (language, family, url) => {
    expect(urlOf('https://fingerpost.uk', { link: fernhill, language, family })).toBe(url)
  })

  test('says "family" where there is room', () => {
    expect(urlOf('https://go.uk', { link: fernhill, language: 'en', family: true })).toBe(
      'https://go.uk/go/fernhill/en/family',
    )
  })
})

test('links that are longer than they may be at an address are found', () => {
  const [first, second] = [fernhill, { name: 'oldname', revoked: true }]
  expect(tooLong([first, second], 'https://go.uk')).toEqual([])
  expect(tooLong([first, second], 'https://fingerpost.uk')).toEqual(['https://fingerpost.uk/go/fernhill/pal/f'])
})

test.each([
  ['Fernhill Surgery', 'Fernhill Surgery'],
  ["  St. Anne's \n Practice ", "St. Anne's Practice"],
  ['<script>alert(1)</script>', 'script alert(1) script'],
  ['Win money https://evil.example', 'Win money https evil.e'],
  ['ਸਰਜਰੀ', 'ਸਰਜਰੀ'],
  [['a', 'b'], ''],
  [undefined, ''],
])('a team typed as %o is %o', (typed, team) => {
  expect(teamOf(typed)).toBe(team)
})

test.each([
  ['+447700900123', '07700 900123'],
  ['+441214960000', '01214960000'],
  ['+353870000000', '+353870000000'],
])('%s is dialled as %s', (number, dialled) => {
  expect(nationalNumber(number)).toBe(dialled)
})

describe('whom to ring together', () => {
  const at = (time: string, family: boolean, bundle = sandwell) =>
    ringTogether(bundle, family, Temporal.Instant.from(time)).map(
      ({ name, number, opening, open }) => `${name} ${number}, ${opening}${open ? '!' : ''}`,
    )

  test('family, by day: peers first', () => {
    expect(at('2026-11-24T11:00Z', true)).toEqual([
      'Al-Anon Family Groups UK 0800 0086 811, open now, till 10pm!',
      'FRANK 0300 123 6600, open day and night!',
    ])
  })

  test('by night who is known to be closed comes last, and says when it opens', () => {
    expect(at('2026-11-24T02:00Z', true)).toEqual([
      'FRANK 0300 123 6600, open day and night!',
      'Al-Anon Family Groups UK 0800 0086 811, opens today 10am',
    ])
  })

  test('the treatment service first, though its times are not known', () => {
    expect(at('2026-11-24T11:00Z', false)).toEqual([
      'Cranstoun Sandwell 0121 553 1333, times not known',
      'FRANK 0300 123 6600, open day and night!',
    ])
  })

  test('a number that may not be shown is not', () => {
    const directory = compileDirectory(sandwell.services, {
      confirmed: (id) => id === 'frank',
      showUnconfirmed: false,
      taxonomy: sandwell.taxonomy,
    })
    expect(at('2026-11-24T11:00Z', false, { ...sandwell, directory })).toEqual([
      'FRANK 0300 123 6600, open day and night!',
    ])
  })
})
