import { expect, test } from 'vitest'
import { withCallLinks } from '../../src/channels/page.ts'

const mark = '\u200e'

test.each([
  ['a number', 'Call 116 123 now.', 'Call <a href="tel:116123" dir="ltr">116 123</a> now.'],
  ['a number at the start', '999 first', '<a href="tel:999" dir="ltr">999</a> first'],
  ['no part of a longer number', 'not 19992', 'not 19992'],
  ['nothing else', '<b> & 116 124', '&#60;b&#62; &#38; 116 124'],
  [
    'a number with the mark that plain text needs',
    `a ${mark}116 123 b`,
    'a <a href="tel:116123" dir="ltr">116 123</a> b',
  ],
  [
    'two such',
    `${mark}999 ${mark}116 123`,
    '<a href="tel:999" dir="ltr">999</a> <a href="tel:116123" dir="ltr">116 123</a>',
  ],
  [
    'the mark before what is no link',
    `999 a ${mark}0800 1111`,
    `<a href="tel:999" dir="ltr">999</a> a ${mark}0800 1111`,
  ],
  ['the mark at the end', `a ${mark}`, `a ${mark}`],
])('%s', (_what, text, made) => {
  expect(withCallLinks(text, ['999', '116 123']).html).toBe(made)
})
