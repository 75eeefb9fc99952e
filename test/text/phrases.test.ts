import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePhrases, type Token, tokenise } from '../../src/text/index.ts'
import { type Node, parsePattern } from '../../src/text/pattern.ts'

const classes = { want: ['want to', 'bb'], far: ['aa ...2 cc', '@want'] }

/** What the pattern language means, said the slow and plain way: every end a node can reach from a position. */
function ends(node: Node, tokens: readonly Token[], from: number): number[] {
  const word = tokens[from]?.text
  switch (node.type) {
    case 'word':
      return word === node.text ? [from + 1] : []
    case 'prefix':
      return word?.startsWith(node.text) ? [from + 1] : []
    case 'gap': {
      const list = [from]
      for (let at = from; at < Math.min(tokens.length, from + node.upTo) && !tokens[at]?.breakBefore; at++)
        list.push(at + 1)
      return list
    }
    case 'class':
      return (classes[node.name as keyof typeof classes] ?? []).flatMap((member) =>
        ends(parsePattern(member).node, tokens, from),
      )
    case 'either':
      return node.options.flatMap((option) => ends(option, tokens, from))
    case 'sequence':
      return node.items.reduce((at, item) => [...new Set(at.flatMap((one) => ends(item, tokens, one)))], [from])
  }
}

function plainly(pattern: string, tokens: readonly Token[]): number[] {
  const { node, atStart, atEnd } = parsePattern(pattern)
  const starts = atStart ? [0] : tokens.map((_, at) => at)
  const found = starts.flatMap((from) => ends(node, tokens, from))
  return [...new Set(atEnd ? found.filter((to) => to === tokens.length) : found)].sort((a, b) => a - b)
}

const patterns = [
  'aa bb',
  'aa (bb|cc) aa',
  'aa [bb] cc',
  '@want aa',
  'aab*',
  'aa ... cc',
  'bb ...1 (aa|bb cc)',
  '^aa bb',
  'bb cc$',
  '^aa$',
  '@far bb',
  'aa ...2 bb ...2 cc',
  '(aa|aa bb) (cc|bb cc)',
  '[aa bb] cc [aa] bb',
]

test('finds what the pattern language says, in any message', () => {
  const word = fc.constantFrom('aa', 'bb', 'cc', 'aabc', 'want', 'to', 'xx', '.')
  holdToPlainReading(classes, patterns, fc.array(word, { maxLength: 14 }), 3_000)
})

test('finds the same where one word begins so many phrases that they are looked up by the next', () => {
  const nexts = [...'cdefghijklmnop'].map((letter) => letter.repeat(2))
  const many = [
    // Each begins otherwise as well, so that none shares its beginning with another.
    ...nexts.map((next, at) => `(aa|x${at}) ${next}`),
    ...nexts.map((next, at) => `(aa|y${at}) ${next} ${nexts[(at + 3) % nexts.length]}`),
    ...nexts.map((next) => `^aa ${next} bb$`),
    ...nexts.map((next) => `(aa|bb) [aa] (${next}|cc dd) ...2 bb`),
    'aa',
    'aa c*',
  ]
  const word = fc.oneof(fc.constantFrom('aa', 'bb', 'cc', 'dd', 'cccc', '.'), fc.constantFrom(...nexts))
  holdToPlainReading({}, many, fc.array(word, { maxLength: 12 }), 150)
})

/** In each message every pattern is found where, and only where, the slow plain reading of it ends. */
function holdToPlainReading(
  known: Record<string, string[]>,
  all: readonly string[],
  messages: fc.Arbitrary<string[]>,
  numRuns: number,
): void {
  const matcher = compilePhrases(
    known,
    all.map((pattern) => ({ pattern, value: pattern })),
  )
  fc.assert(
    fc.property(messages, (words) => {
      const tokens = tokenise(words.join(' '))
      const found = matcher.match(tokens)
      for (const pattern of all) {
        const of = found.filter(({ value }) => value === pattern)
        expect(
          of.map(({ to }) => to),
          `${pattern} in ${words.join(' ')}`,
        ).toEqual(plainly(pattern, tokens))
        for (const { from, to } of of) expect(ends(parsePattern(pattern).node, tokens, from)).toContain(to)
      }
    }),
    { numRuns },
  )
}

test('gives the tightest words that say it', () => {
  const matcher = compilePhrases({}, [{ pattern: 'kill ...6 myself', value: 1 }])
  expect(matcher.match(tokenise('kill kill kill myself'))).toMatchObject([{ from: 2, to: 4 }])
})

describe('a pattern that is wrong is refused by name', () => {
  test.each([
    ['(a|b', /missing \)/],
    ['a)', /unexpected \)/],
    ['(a|)', /an empty choice/],
    ['@nobody', /no class @nobody/],
    ['[a]', /can match nothing at all/],
    ['...3', /can match nothing at all/],
    ['!', /nothing to match/],
  ])('%s', (pattern, why) => {
    expect(() => compilePhrases({}, [{ pattern, value: 1 }])).toThrow(why)
  })
  test('classes in a circle', () => {
    expect(() => compilePhrases({ a: ['@b'], b: ['@a'] }, [{ pattern: '@a', value: 1 }])).toThrow(/circle/)
  })
})
