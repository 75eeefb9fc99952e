import { expect, test } from 'vitest'
import { type SenderKind, senderKind } from '../../../src/channels/sms/senders.ts'

test.each<[string, string, SenderKind]>([
  ['a UK mobile', '+447400123456', 'uk_mobile'],
  ["one of Ofcom's numbers for drama", '+447700900123', 'uk_mobile'],
  ['as some write it', '0044 7911 654321', 'uk_mobile'],
  ['a range that was new once', '+447111123456', 'uk_mobile'],
  ['Guernsey', '+447781123456', 'uk_other'],
  ['Guernsey, within a range of the UK', '+447911123456', 'uk_other'],
  ['Jersey', '+447797712345', 'uk_other'],
  ['Jersey, beside the numbers for drama', '+447700312345', 'uk_other'],
  ['the Isle of Man', '+447624123456', 'uk_other'],
  ['the Isle of Man, within a range of the UK', '+447457612345', 'uk_other'],
  ['a personal number', '+447012345678', 'uk_other'],
  ['a pager', '+447600123456', 'uk_other'],
  ['a premium number', '+449012345678', 'uk_other'],
  ['a landline', '+441215531333', 'uk_other'],
  ['a mobile that lacks a digit', '+44740012345', 'uk_other'],
  ['Poland', '+48501234567', 'foreign'],
  ['Romania', '+40712345678', 'foreign'],
  ['a short code', '85258', 'machine'],
  ['a name', 'SURGERY', 'machine'],
  ['nothing', '', 'machine'],
])('%s: %s', (_what, address, kind) => {
  expect(senderKind(address)).toBe(kind)
})
