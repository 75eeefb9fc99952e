import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { smsPath, whatsappPath } from '../../../src/channels/twilio/index.ts'
import { shapes, templateOf } from '../../../src/channels/whatsapp/index.ts'
import { receive } from '../../../src/channels/whatsapp/receive.ts'
import { createPseudonyms } from '../../../src/privacy/index.ts'
import { languages } from '../../../src/taxonomy.ts'
import { sandwell } from '../../sandwell.ts'
import { type Edge, openEdge } from '../edge.ts'
import { openFakeTwilio, ourNumber, post } from '../fake-twilio.ts'
import { keys, silence } from '../house.ts'

/** The assistant itself on WhatsApp, from the person's side. */
let provider: Awaited<ReturnType<typeof openFakeTwilio>>
let edge: Edge
let clock = Date.parse('2026-11-24T11:00:00Z')
beforeAll(async () => {
  provider = await openFakeTwilio({ now: () => clock, fallback: 'Sorry, something is wrong at our end.' })
  for (const shape of shapes)
    provider.contents.push({ ...templateOf(shape), sid: `HX${String(provider.contents.length).padStart(32, '0')}` })
  edge = await openEdge({ contentAt: provider.url, now: () => clock })
  await edge.ready
})
afterAll(async () => {
  expect(provider.violations).toEqual([])
  provider.close()
  await edge.close()
})

let people = 0
/** One person; gives the last thing their phone shows for what they did, or null. */
function someone() {
  const from = `+4477009${String(++people).padStart(5, '0')}`
  const write = async (body: string, more: Record<string, string> = {}) => {
    clock += 20_000
    const shown = await provider.write(edge, body, more, from)
    expect(shown.length).toBeLessThanOrEqual(1)
    return shown[0] ?? null
  }
  const tap = (shown: Awaited<ReturnType<typeof write>>, title: string) => {
    const item = shown?.items.find(([words]) => words.startsWith(title))
    if (!item) throw new Error(`nothing to tap called ${title}`)
    return shown?.kind === 'list'
      ? write('', { ListId: item[1], ListTitle: title })
      : write(title, { ButtonPayload: item[1], ButtonText: title })
  }
  return { from, write, tap }
}

test('a conversation by taps: list, list of services, card with its buttons, back', async () => {
  const { write, tap } = someone()
  const greeting = await write('hi')
  expect(greeting).toMatchObject({ kind: 'list', body: expect.stringMatching(/^Fingerpost.*What would help/) })
  const list = await tap(greeting, 'Talk to someone now')
  expect(list).toMatchObject({ kind: 'list', body: expect.stringMatching(/\n1 Samaritans.*116 123/) })
  const card = await tap(list, 'Samaritans')
  expect(card).toMatchObject({ kind: 'buttons', body: expect.stringContaining('116 123') })
  expect(await tap(card, 'Back')).toEqual(list)
  expect(await tap(card, 'Urgent help')).toMatchObject({ kind: 'text', body: expect.stringContaining('999') })
})

test('numbers and words work beside the buttons', async () => {
  const { write } = someone()
  await write('hi')
  expect((await write('1'))?.body).toContain('116 123')
  expect((await write('menu'))?.kind).toBe('list')
})

test('danger is text at once, and Twilio is asked for nothing', async () => {
  const { write } = someone()
  const asked = provider.requests.length
  expect(await write('i want to die')).toMatchObject({ kind: 'text', body: expect.stringContaining('999') })
  expect(provider.requests).toHaveLength(asked)
})

test.each(languages)('a voice note gets a kind answer, unopened: %s', async (language) => {
  const { write } = someone()
  await write('', { ListId: `language:${language}`, ListTitle: 'x' })
  const shown = await write('', {
    NumMedia: '1',
    MediaContentType0: 'audio/ogg',
    MediaUrl0: 'https://api.example/voice',
    MessageType: 'audio',
  })
  expect(shown?.body).toContain(
    sandwell.sentences.say(language, 'conversation:media', undefined, 'whatsapp').slice(0, 20),
  )
  expect(shown?.body).not.toContain('api.example')
})

describe('what has no words', () => {
  test.each([
    ['a sticker', { NumMedia: '1', MediaContentType0: 'image/webp' }],
    ['a card', { NumMedia: '1', MediaContentType0: 'text/vcard' }],
    ['something new, with nothing in it', { MessageType: 'hologram' }],
  ])('%s', async (_what, more) => {
    const { from, write } = someone()
    await write('hi')
    const { Body: _, ...form } = provider.formOf('', `whatsapp:${from}`, `whatsapp:${ourNumber}`, more)
    await provider.deliver(edge, whatsappPath, form)
    expect(provider.screenOf(`whatsapp:${from}`).at(-1)?.body).toContain("I can't open pictures or voice notes")
  })
})

describe('a position', () => {
  const pin = (Latitude: string, Longitude: string) => ({
    MessageType: 'location',
    Latitude,
    Longitude,
    Address: '1 Made Up Street',
    Label: 'Home of Anna',
  })

  test('is the sector it is nearest to, and kept no finer', async () => {
    const { write, from } = someone()
    await write('hi')
    await write('2')
    const shown = await write('', pin('52.4927', '-1.9681'))
    expect(shown?.body).not.toMatch(/Where are you/)
    const { activity } = receive(
      { MessageSid: 'SM1', From: `whatsapp:${from}`, To: 'x', ...pin('52.492712345', '-1.968112345') },
      createPseudonyms(keys),
      (point) => {
        const place = sandwell.places.nearest(point)
        return place && `${place.kind} ${place.value}`
      },
    ) as { activity: { channelData: { value: string } } }
    expect(activity.channelData.value).toMatch(/^sector B6\d \d$/)
    expect(JSON.stringify(activity)).not.toMatch(/52\.|1\.96|Made Up|Anna/)
  })

  test.each([
    ['London', '51.5033', '-0.1276', 'I know Sandwell, not'],
    ['the sea', '55.0', '-5.8', "Sorry, I didn't get that"],
    ['Paris', '48.8566', '2.3522', "Sorry, I didn't get that"],
    ['no number', 'north', 'west', "Sorry, I didn't get that"],
    ['no place on earth', '91', '181', "Sorry, I didn't get that"],
  ])('%s: %s, %s', async (_where, latitude, longitude, said) => {
    const { write } = someone()
    await write('hi')
    await write('2')
    expect((await write('', pin(latitude, longitude)))?.body).toContain(said)
  })
})

test('a button of long ago shows where the person stands', async () => {
  const { write } = someone()
  const greeting = await write('hi')
  const again = await write('x', { ButtonPayload: 'service:gone-since', ButtonText: 'x' })
  expect(again?.items).toEqual(greeting?.items)
  expect(again?.body).not.toMatch(/sorry/i)
})

test('STOP is ours to confirm, once; START brings back; the same person by SMS is another conversation', async () => {
  const { write, from } = someone()
  await write('hi')
  expect((await write('STOP'))?.body).toMatch(/START.*116 123/)
  expect(await write('STOP')).toBeNull()
  expect(await write('hello')).toBeNull()
  expect(await provider.text(edge, 'hi', from)).toEqual([expect.stringMatching(/^Fingerpost/)])
  expect((await write('START'))?.body).toMatch(/^Fingerpost/)
})

test('with Advanced Opt-Out Twilio says that it answered, and we say nothing', async () => {
  const { write } = someone()
  await write('hi')
  expect(await write('STOP', { OptOutType: 'STOP' })).toBeNull()
  expect(await write('hello')).toBeNull()
})

describe('whichever address it came to', () => {
  test.each([
    ['WhatsApp at the address for SMS', smsPath, 'whatsapp:'],
    ['SMS at the address for WhatsApp', whatsappPath, ''],
  ])('%s is answered as what it is', async (_what, path, prefix) => {
    const { from } = someone()
    const form = provider.formOf('hi', prefix + from, prefix + ourNumber, {})
    await provider.deliver(edge, path, form)
    const [shown] = provider.screenOf(prefix + from)
    expect(shown?.kind).toBe(prefix ? 'list' : 'text')
    expect(provider.screenOf(prefix ? from : `whatsapp:${from}`)).toEqual([])
  })
})

test('a person who hides their number is answered, and kept apart from others', async () => {
  const person = 'whatsapp:GB.13491208655302741918'
  const say = async (body: string) => {
    clock += 20_000
    await provider.deliver(edge, whatsappPath, provider.formOf(body, person, `whatsapp:${ourNumber}`, {}))
    return provider.screenOf(person).at(-1)
  }
  expect((await say('hi'))?.body).toMatch(/^Fingerpost/)
  expect((await say('1'))?.body).toContain('116 123')
})

describe('what is not a message', () => {
  const { from } = someone()
  const form = () => provider.formOf('hi', `whatsapp:${from}`, `whatsapp:${ourNumber}`, {})
  test.each<[string, (form: Record<string, string>) => Record<string, string>, string]>([
    ['no id', ({ MessageSid: _, ...rest }) => rest, 'MessageSid'],
    ['an id that is none', (one) => ({ ...one, MessageSid: '../x' }), 'MessageSid'],
    ['a sender that is nobody', (one) => ({ ...one, From: 'whatsapp:' }), 'From'],
    ['a sender that is a name', (one) => ({ ...one, From: 'whatsapp:SURGERY' }), 'From'],
  ])('%s', async (_what, change, field) => {
    const response = await post(edge, whatsappPath, change(form()))
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual({ error: 'field_missing_or_malformed', field })
  })
})

describe('Twilio as it is', () => {
  test('our answer is lost, it tries again: the phone gets one', async () => {
    const { from } = someone()
    const form = provider.formOf('hi', `whatsapp:${from}`, `whatsapp:${ourNumber}`, {})
    const answers = [await post(edge, whatsappPath, form), await post(edge, whatsappPath, form)]
    expect(await Promise.all(answers.map((one) => one.text()))).toEqual([silence, silence])
    await vi.waitFor(() => expect(provider.screenOf(`whatsapp:${from}`)).toHaveLength(1))
  })

  test('messages come out of order and twice: each is answered once, and none is lost', async () => {
    const { from } = someone()
    const person = `whatsapp:${from}`
    const forms = ['hi', 'my wife drinks', 'tipton', 'more', 'menu'].map((body) =>
      provider.formOf(body, person, `whatsapp:${ourNumber}`, {}),
    )
    const order = [2, 0, 4, 2, 1, 3, 0, 4]
    await Promise.all(order.map((n) => provider.deliver(edge, whatsappPath, forms[n] ?? {})))
    await vi.waitFor(() => expect(provider.screenOf(person)).toHaveLength(forms.length))
  })

  test('we are away: it tries three times, and its own words come', async () => {
    const { from } = someone()
    const gone = { url: 'http://127.0.0.1:1' }
    await provider.deliver(gone, whatsappPath, provider.formOf('hi', `whatsapp:${from}`, `whatsapp:${ourNumber}`, {}))
    expect(provider.screenOf(`whatsapp:${from}`)).toEqual([
      { kind: 'text', body: 'Sorry, something is wrong at our end.', items: [] },
    ])
  })
})

test('nothing of it is logged', () => {
  const lines = edge.logged.join('')
  expect(lines).toContain('"channel":"whatsapp"')
  expect(lines).not.toMatch(/7700|52\.49|Made Up|Anna|GB\.\d|tipton|v1\.|HX0/)
})
