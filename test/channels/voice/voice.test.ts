import { afterEach, describe, expect, test } from 'vitest'
import { sign } from '../../../src/channels/twilio/index.ts'
import { announce, createVoiceRouter, type VoiceParts, voicePath } from '../../../src/channels/voice/index.ts'
import type { Bundle } from '../../../src/content/index.ts'
import { compileCall } from '../../../src/content/voice.ts'
import { compileDirectory } from '../../../src/directory/index.ts'
import { sandwell } from '../../sandwell.ts'
import { authToken, type House, openHouse, publicUrl, read, twilio } from '../house.ts'

const day = Date.parse('2026-11-24T12:00Z')
const night = Date.parse('2026-11-24T03:00Z')
const lateInLife = Date.parse('2030-01-01T12:00Z')

/** What is said in a language at a moment, one sentence a line. */
const said = (bundle: Bundle, now: number, language = 'en') =>
  announce(bundle, now).flatMap((one) => ('words' in one && one.language === language ? [one.words] : []))

const only = (...ids: string[]): Bundle => ({
  ...sandwell,
  directory: compileDirectory(
    sandwell.services.filter(({ id }) => ids.includes(id)),
    { confirmed: () => true, showUnconfirmed: true, taxonomy: sandwell.taxonomy },
  ),
})

const line = (number: string, expires_on: string, service?: string) => ({
  number,
  name: number,
  by: 'phone' as const,
  source: 'here',
  checked_on: '2026-01-01',
  expires_on,
  ...(service ? { confirmed_as: { service, contact: `phone:${number}` } } : {}),
})
const lines = { emergency: line('999', '2026-11-24'), da: line('0808 2000 247', '2026-11-24') }

describe('what is said', () => {
  test('begins with what this is, danger, and that it is a computer', () => {
    expect(said(sandwell, day).slice(0, 3)).toEqual([
      "This is Fingerpost, for Sandwell. It finds help with drink or drugs, yours or someone else's.",
      'If anyone is in danger now, hang up and call 9 9 9.',
      'I am a computer. I cannot hear you, and nobody is listening.',
    ])
  })

  test('names the crisis lines digit by digit, and that texts are answered', () => {
    expect(said(sandwell, day).slice(3, 8)).toEqual([
      'To talk to someone at any hour, call Samaritans, on 1 1 6, 1 2 3.',
      'For urgent help with your mental health, call 1 1 1, and choose option 2.',
      'If someone at home hurts or scares you, call the National Domestic Abuse Helpline, on 0 8 0 8, 2 0 0 0, 2 4 7.',
      'If you are under 18, call Childline, on 0 8 0 0, 1 1 1 1.',
      'You can also text this number, at any hour, in your own words. I answer by text.',
    ])
  })

  test.each([
    ['by day', day, 'Drinkline, on 0 3 0 0, 1 2 3, 1 1 1 0.'],
    ['at night', night, undefined],
  ])('%s: a line that does not answer all day', (_when, now, expected) => {
    const after = said(only('drinkline', 'samaritans', 'shout'), now).slice(8)
    expect(after).toEqual(expected ? ['These lines answer now.', expected] : [])
  })

  test('names two lines at most, and says of one that nobody confirmed it', () => {
    const after = said(sandwell, night).slice(8)
    expect(after).toHaveLength(5)
    expect(after.filter((words) => words === sandwell.sentences.say('en', 'call:unconfirmed'))).toHaveLength(2)
    expect(after.join(' ')).toContain('0 8 0 0, 9 1 7 7, 6 5 0')
  })

  test('a line past its date is left out, but for those that do not change', () => {
    const numbers = said(sandwell, lateInLife).join(' ')
    for (const lasting of ['9 9 9', '1 1 6, 1 2 3', '1 1 1, and']) expect(numbers).toContain(lasting)
    for (const gone of ['2 0 0 0', '1 1 1 1']) expect(numbers).not.toContain(gone)
  })

  test('a line is said through the whole of its last day', () => {
    const call = compileCall(lines, { lines: [{ line: 'da', lasting: false }], recordings: {} })
    expect(call.lines('2026-11-24')).toHaveLength(1)
    expect(call.lines('2026-11-25')).toEqual([])
  })

  test('the others that Twilio speaks get a sentence each, after the English', () => {
    const all = announce(sandwell, day)
    const languages = all.flatMap((one) => ('language' in one ? [one.language] : []))
    expect([...new Set(languages)]).toEqual(['en', 'pa', 'hi', 'bn', 'pl', 'ro', 'fr', 'ar'])
    expect(languages.lastIndexOf('en')).toBeLessThan(languages.indexOf('pa'))
    for (const language of ['pa', 'hi', 'bn', 'pl', 'ro', 'fr', 'ar']) {
      expect(said(sandwell, day, language)).toEqual([expect.stringMatching(/^Fingerpost .*9 9 9/)])
    }
  })

  test('a language that is not offered is not spoken', () => {
    expect(
      announce({ ...sandwell, offered: ['en', 'pl'] }, day).map((one) => 'language' in one && one.language),
    ).toEqual([...said(sandwell, day).map(() => 'en'), 'pl'])
  })

  test('a recording is played in the place of the words, through its last day', () => {
    const recordings = {
      en: { url: 'https://example.org/en.mp3', expires_on: '2026-11-24' },
      ur: { url: 'https://example.org/ur.mp3', expires_on: '2027-01-01' },
    }
    const bundle = {
      ...only('drinkline'),
      offered: ['en', 'ur'] as const,
      call: compileCall(lines, { lines: [], recordings }),
    }
    expect(announce(bundle, day)).toEqual([
      { play: 'https://example.org/en.mp3' },
      { language: 'en', words: 'These lines answer now.' },
      { language: 'en', words: 'Drinkline, on 0 3 0 0, 1 2 3, 1 1 1 0.' },
      { play: 'https://example.org/ur.mp3' },
    ])
    expect(announce(bundle, day + 86_400_000)[0]).toMatchObject({ words: expect.stringContaining('Fingerpost') })
  })
})

describe('the call', () => {
  const houses: House[] = []
  afterEach(async () => {
    for (const one of houses.splice(0)) await one.close()
  })
  const open = async (parts: Partial<VoiceParts> = {}) => {
    const voice = createVoiceRouter({
      twilio,
      publicUrl,
      phoneToken: null,
      announcement: () => announce(sandwell, day),
      again: () => ({ language: 'en', words: 'Once more.' }),
      end: () => ({ language: 'en', words: 'That is all.' }),
      ...parts,
    })
    const one = await openHouse({ routers: [voice] })
    houses.push(one)
    return one
  }
  const form = { CallSid: `CA${'0'.repeat(32)}`, From: '+447700900123', To: '+447700900999', CallStatus: 'ringing' }
  const ring = ({ url }: House, signature: string | null, method = 'POST') =>
    fetch(url + voicePath, {
      method,
      ...(method === 'POST' ? { body: new URLSearchParams(form) } : {}),
      headers: signature === null ? {} : { 'x-twilio-signature': signature },
    }).then(read)
  const right = sign(authToken, publicUrl + voicePath, form)

  test('is answered slowly, in British English first, and twice', async () => {
    const answer = await ring(await open(), right)
    expect(answer).toMatchObject({ status: 200, type: 'text/xml; charset=utf-8' })
    expect(answer.body).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?><Response><Say language="en-GB" voice="Polly.Amy"><prosody rate="85%">This is Fingerpost/,
    )
    expect(answer.body.match(/call 9 9 9\./g)).toHaveLength(2)
    expect(answer.body.match(/<Say language="pl-PL"/g)).toHaveLength(2)
    expect(answer.body).toMatch(/That is all\.<\/prosody><\/Say><Pause length="1"\/><Hangup\/><\/Response>$/)
  })

  test('plays what was recorded', async () => {
    const house = await open({ announcement: () => [{ play: 'https://example.org/en.mp3' }] })
    expect((await ring(house, right)).body).toContain('<Play>https://example.org/en.mp3</Play>')
  })

  test.each<[string, Partial<VoiceParts>, string | null, string, number]>([
    ['a wrong signature', {}, sign('another', publicUrl + voicePath, form), 'POST', 403],
    ['no signature', {}, null, 'POST', 400],
    ['Twilio not set up', { twilio: null }, right, 'POST', 503],
    ['GET', {}, right, 'GET', 405],
  ])('%s: %s', async (_what, parts, signature, method, status) => {
    const answer = await ring(await open(parts), signature, method)
    expect(answer.status).toBe(status)
    expect(answer.body).not.toContain('<Response>')
  })

  test('leaves nothing of the caller in the log', async () => {
    const house = await open()
    await ring(house, right)
    expect(house.logged.join('\n')).toContain(voicePath)
    expect(house.logged.join('\n')).not.toMatch(/7700900|CA0000/)
  })
})
