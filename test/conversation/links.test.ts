import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { answer } from '../../src/assistant.ts'
import {
  compileLinks,
  languageOfCode,
  linkCode,
  linksFile,
  readLinked,
  takenNames,
} from '../../src/conversation/links.ts'
import { languages } from '../../src/taxonomy.ts'
import { sandwell } from '../sandwell.ts'

const bundle = {
  ...sandwell,
  links: compileLinks(
    linksFile.parse({
      links: [
        { name: 'fernhill', team: 'Fernhill Surgery' },
        { name: 'oldname', team: 'Oldname Practice', revoked: true },
        { name: 'mutual' },
      ],
    }),
  ),
}
const now = Date.parse('2026-11-24T11:00Z')
const sms = (text: string, session: string | null = null, stopped = false) =>
  answer(bundle, { channel: 'sms', text, session, stopped, now })

describe('the name of a link as the first word of a text', () => {
  test.each([
    ['FERNHILL', { language: null, family: false }],
    ['  "Fernhill." ', { language: null, family: false }],
    ['fernhill polski', { language: 'pl', family: false }],
    ['FERNHILL PUNJABI FAMILY', { language: 'pa', family: true }],
    ['FERNHILL ਪੰਜਾਬੀ F', { language: 'pa', family: true }],
    ['FERNHILL PUNJABI ABC F', { language: 'pa-Latn', family: true }],
    ['FERNHILL F', { language: null, family: true }],
    // What could be a greeting, a word or a name is no language here.
    ['fernhill hi', null],
    ['fernhill so', null],
    ['FERNHILL my husband drinks', null],
    ['FERNHILL lithuanian', null],
    ['OLDNAME', { language: null, family: false }],
  ])('%s', (text, start) => {
    expect(readLinked(bundle.links, bundle.read, text)).toMatchObject({ start })
  })

  test.each(['hello fernhill', 'fernhillx', 'mutual aid near tipton', '', '...'])('%s names none', (text) => {
    expect(readLinked(bundle.links, bundle.read, text)).toBeNull()
  })

  test('opens the conversation, in the language it asks for, and stays in it', () => {
    expect(sms('FERNHILL').reply).toMatch(/^Fingerpost, Sandwell: finds help/)
    const polish = sms('Fernhill polski')
    expect(polish.reply).toMatch(/^Fingerpost, Sandwell: pomoc/)
    expect(JSON.parse(polish.session ?? '')).toMatchObject({ language: 'pl', languageChosen: true })
  })

  test('for family leads to help for families, with what this is said first', () => {
    const { reply } = sms('FERNHILL FAMILY')
    expect(reply).toMatch(/^Fingerpost\. I'm a computer/)
    expect(reply).toContain('For you, not only for them:')
  })

  test("words of one's own after it are answered as they would be without it", () => {
    expect(sms('FERNHILL my husband drinks, tipton').reply).toBe(sms('my husband drinks, tipton').reply)
    expect(sms('FERNHILL stop')).toMatchObject({ optOut: true })
    expect(sms('fernhill 0').reply).toMatch(/999/)
  })

  test('danger beside it is answered as danger', () => {
    const { reply, urgent } = sms('FERNHILL i want to kill myself')
    expect(urgent).toBe(true)
    expect(reply).toBe(sms('i want to kill myself').reply)
  })

  test('in the middle of a conversation it begins anew', () => {
    const { session } = sms('tipton aa meetings')
    expect(sms('FERNHILL', session).reply).toBe(sms('FERNHILL').reply)
  })

  test('somebody who stopped the texts is not texted because of it', () => {
    const { session } = sms('stop')
    expect(sms('FERNHILL', session, true)).toMatchObject({ reply: '', counters: {} })
  })

  test('is counted by its name and nothing else; one that was revoked opens and is not', () => {
    expect(sms('FERNHILL POLSKI').counters).toEqual({ 'link.fernhill.sms': 1 })
    expect(sms('FERNHILL POLSKI F').counters).toEqual({ 'link.fernhill.sms': 1, 'need.family_support': 1 })
    expect(sms('OLDNAME')).toMatchObject({ counters: {}, reply: sms('FERNHILL').reply })
    expect(sms('hello').counters).toEqual({})
  })
})

describe('links.yaml', () => {
  test.each([
    ['twice the same', [{ name: 'fernhill' }, { name: 'fernhill' }], /must not name a link twice/],
    ['a name with a hyphen', [{ name: 'fern-hill' }], /must be 3 to 10 small letters/],
    ['a name in capitals', [{ name: 'FERNHILL' }], /must be 3 to 10 small letters/],
    ['a team that would make the text too long', [{ name: 'fernhill', team: 'The Fernhill Medical Practice' }], /22/],
  ])('%s is refused', (_, links, message) => {
    expect(linksFile.safeParse({ links }).error?.message).toMatch(message)
  })

  test('a name that is a place, a command, a word for help or danger is refused', () => {
    const names = ['hilltop', 'menu', 'polski', 'family', 'suicide', 'fernhill', 'link']
    const links = compileLinks(linksFile.parse({ links: names.map((name) => ({ name })) }))
    expect(takenNames(links, sandwell.read, sandwell.screen)).toEqual(names.slice(0, 5))
  })

  test('the bundle is not made with one', () => {
    const instead = new Map([['content/areas/sandwell/links.yaml', 'links: [{ name: hilltop }]']])
    const today = Temporal.PlainDate.from('2026-11-22')
    expect(() => sandwell.with(instead, today)).toThrow(/links\.yaml: "hilltop" means something already/)
  })
})

test('every language has a short code of its own in links', () => {
  const codes = languages.map(linkCode)
  expect(new Set(codes).size).toBe(languages.length)
  expect(codes.map(languageOfCode)).toEqual(languages)
  expect(languageOfCode('PA-latn')).toBe('pa-Latn')
  expect(languageOfCode('xx')).toBeNull()
})
