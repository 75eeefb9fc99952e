import { expect, test } from 'vitest'
import { createLog, type Fields } from '../src/log.ts'

const number = '+447700900123'
const words = 'i drank again last night'

function logged(fields: Record<string, unknown>, event = 'turn'): Record<string, unknown> {
  const lines: string[] = []
  createLog('info', { write: (line) => void lines.push(line) }).info(event, fields as Fields)
  expect(lines).toHaveLength(1)
  return JSON.parse(lines[0] ?? '')
}

test('a line holds level, time, event and the fields on the list', () => {
  const line = logged({ channel: 'sms', outcome: 'done', ms: 12.4, status: 200, route: '/channels/sms', count: 3 })
  expect(line).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    event: 'turn',
    channel: 'sms',
    outcome: 'done',
    ms: 12,
    status: 200,
    route: '/channels/sms',
    count: 3,
  })
})

test('of an error only its name and code are written', () => {
  const error = Object.assign(new TypeError(`${words} ${number}`), { code: 'E_BAD', body: words, from: number })
  expect(logged({ error })).toMatchObject({ error: 'TypeError', code: 'E_BAD' })
})

const secret = Object.assign(new Error(`${words} ${number}`, { cause: new Error(words) }), {
  name: words,
  code: number,
  config: { data: words },
})

test.each([
  ['a field that is not on the list', { text: words, from: number, Body: words, nested: { deep: { body: words } } }],
  ['words where an identifier belongs', { channel: words, outcome: number, route: `/channels/sms?From=${number}` }],
  [
    'a number where an identifier belongs',
    { channel: '447700900123', outcome: 'to_447700900123', route: '/x/447700900123' },
  ],
  ['a number where a figure belongs', { ms: 447700900123, count: Number(number), status: number }],
  ['an error that carries them in every place', { error: secret }],
  ['something thrown that is no error', { error: words }],
  ['an object where an identifier belongs', { outcome: { toString: (): string => words } }],
])('neither number nor text is written: %s', (_what, fields) => {
  const line = JSON.stringify(logged(fields as Record<string, unknown>))
  expect(line).not.toMatch(/drank|last night|7700|900123/)
})

test('an event is a name too', () => {
  expect(logged({}, `${words} ${number}`)).toMatchObject({ event: 'withheld' })
})

test('what is below its level is not written', () => {
  const lines: string[] = []
  const log = createLog('warn', { write: (line) => void lines.push(line) })
  log.info('quiet')
  log.error('loud')
  expect(lines.map((line) => JSON.parse(line).event)).toEqual(['loud'])
})
