import { expect, test } from 'vitest'
import { isStart } from '../../src/conversation/coming-back.ts'

test.each(['START', 'start', ' Start. ', 'UNSTOP', 'start please', 'START NOW', '"start"'])(
  '%s brings back',
  (text) => {
    expect(isStart(text)).toBe(true)
  },
)

test.each([
  ...[
    '',
    'please',
    'restart',
    'start again',
    'start over',
    'dobara',
    'phir se',
    'mar kale',
    'au debut',
    'od nowa',
    'আবার',
    'إعادة',
  ],
  ...['i want to start drinking', 'when does it start', 'yes', 'hello'],
])('%s does not', (text) => expect(isStart(text)).toBe(false))
