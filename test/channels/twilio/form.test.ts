import { expect, test } from 'vitest'
import { channelOf, personAt } from '../../../src/channels/twilio/index.ts'

test.each([
  ['+447700900123', 'sms', '+447700900123'],
  ['00447700900123', 'sms', '+447700900123'],
  ['SURGERY', 'sms', null],
  ['whatsapp:+447700900123', 'whatsapp', '+447700900123'],
  ['whatsapp:GB.13491208655302741918', 'whatsapp', 'GB.13491208655302741918'],
  ['whatsapp:', 'whatsapp', null],
  ['whatsapp:SURGERY', 'whatsapp', null],
  ['whatsapp:GB.1 2', 'whatsapp', null],
  ['GB.13491208655302741918', 'sms', null],
  ['', 'sms', null],
])('"%s": %s, %s', (address, channel, person) => {
  expect([channelOf(address), personAt(address)]).toEqual([channel, person])
})
