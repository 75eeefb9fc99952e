/**
 * `npm run dead [-- LANGUAGE...]`: removes each entry of the screening lexicons in turn. Names those whose absence changes
 * nothing in any tuning row: `idle` where not even a message made of the entry's own words needs it (others say it
 * already, it can go), `untried` where only no row stands for it yet. Minutes long; not part of the tests.
 */
import { compileHalves, type Lexicon } from '../../src/safety/index.ts'
import { compilePhrases, tokenise } from '../../src/text/index.ts'
import { type Node, parsePattern } from '../../src/text/pattern.ts'
import { corpora, readCorpus, readLexicons } from './files.ts'

type Try = { name: string; patterns: readonly string[]; samples: readonly string[]; without: Lexicon }

/** Stands in no message. */
const nowhere = 'zzqxzzqx'
const asked = process.argv.slice(2)
const rows = [...new Set(corpora().flatMap((name) => readCorpus(name).map(({ text }) => text)))]
const sums = { entries: 0, idle: 0, untried: 0 }

for (const lexicon of readLexicons().filter(({ language }) => asked.length === 0 || asked.includes(language)))
  for (const { state, name } of [...phrasesOf(lexicon), ...linesOf(lexicon)]) {
    sums.entries++
    if (state === 'needed') continue
    sums[state]++
    process.stdout.write(`${lexicon.language}\t${state}\t${name}\n`)
  }
process.stdout.write(`${sums.entries} entries: ${sums.idle} idle, ${sums.untried} untried\n`)
process.exitCode = sums.idle + sums.untried > 0 ? 1 : 0

type Verdict = { state: 'needed' | 'untried' | 'idle'; name: string }

/** Whole phrases, removed by leaving out what they matched: exact, and needs no compiling. */
function phrasesOf(lexicon: Lexicon): Verdict[] {
  const { find, judge, phrases } = compileHalves([lexicon])
  const needing = (text: string, only?: string): string[] => {
    const found = find(text)
    const before = JSON.stringify(judge(found))
    const keys = [...new Set(found.matches.map(({ value, pattern }) => keyOf(value, pattern)))]
    return keys.filter((key) => {
      if (only && key !== only) return false
      const matches = found.matches.filter(({ value, pattern }) => keyOf(value, pattern) !== key)
      return JSON.stringify(judge({ ...found, matches })) !== before
    })
  }
  const needed = new Set(rows.flatMap((text) => needing(text)))
  return phrases.map(({ value, pattern }) => {
    const name = keyOf(value, pattern)
    if (needed.has(name)) return { name, state: 'needed' as const }
    // What stands around a danger means nothing alone, so only a row can show that it is needed.
    const alone = ['rule', 'signal'].includes(value.type) ? sampleOf(lexicon, plain(pattern)) : null
    return { name, state: alone !== null && needing(alone, name).length === 0 ? 'idle' : 'untried' }
  })
}

/** Members of classes and lines of ideas that stand together: removed from the file and compiled anew. */
function linesOf(lexicon: Lexicon): Verdict[] {
  const tries = [...membersOf(lexicon), ...togetherOf(lexicon)]
  const places = rowsOf(lexicon, [...new Set(tries.flatMap(({ patterns }) => patterns))])
  const whole = compileHalves([lexicon])
  const said = (halves: typeof whole, text: string) => JSON.stringify(halves.judge(halves.find(text)))
  return tries.map(({ name, patterns, samples, without }) => {
    const [first = [], ...others] = patterns.map((pattern) => places.get(pattern) ?? [])
    const texts = first.filter((text) => others.every((list) => list.includes(text)))
    const less = compileHalves([without])
    const changes = (text: string) => said(less, text) !== said(whole, text)
    if (texts.some(changes)) return { name, state: 'needed' }
    return { name, state: samples.some(changes) ? 'untried' : 'idle' }
  })
}

function membersOf(lexicon: Lexicon): Try[] {
  const rules = lexicon.kinds.flatMap(({ rules }) => rules)
  return Object.entries(lexicon.classes).flatMap(([name, list]) => {
    const uses = (pattern: string) => new RegExp(`@${name}(?![\\w-])`).test(pattern)
    const lines = [
      ...rules.flatMap(({ say }) => say ?? []).filter(uses),
      ...rules.flatMap(({ together }) => together ?? []).flatMap((parts) => (parts.some(uses) ? parts.join(' ') : [])),
    ]
    return list.map((member, at) => ({
      name: `@${name}: ${member}`,
      patterns: [member],
      samples: lines.slice(0, 12).map((line) => sampleOf(lexicon, line, { [name]: member })),
      without: {
        ...lexicon,
        classes: { ...lexicon.classes, [name]: list.length > 1 ? list.toSpliced(at, 1) : [nowhere] },
      },
    }))
  })
}

function togetherOf(lexicon: Lexicon): Try[] {
  return lexicon.kinds.flatMap((kind, one) =>
    kind.rules.flatMap((rule, two) =>
      (rule.together ?? []).map((parts, at, list) => {
        const together = list.length > 1 ? list.toSpliced(at, 1) : [[nowhere, nowhere]]
        const rules = kind.rules.with(two, { ...rule, together })
        return {
          name: `${kind.kind}/${rule.id}: ${parts.join(' + ')}`,
          patterns: parts,
          samples: [parts.map((part) => sampleOf(lexicon, part)).join(' ')],
          without: { ...lexicon, kinds: lexicon.kinds.with(one, { ...kind, rules }) },
        }
      }),
    ),
  )
}

/** The rows in which each pattern stands. */
function rowsOf(lexicon: Lexicon, patterns: readonly string[]): Map<string, string[]> {
  const matcher = compilePhrases(
    lexicon.classes,
    patterns.map((pattern) => ({ pattern, value: pattern })),
  )
  const places = new Map<string, string[]>()
  for (const text of rows)
    for (const pattern of new Set(matcher.match(tokenise(text)).map(({ value }) => value)))
      places.set(pattern, [...(places.get(pattern) ?? []), text])
  return places
}

/** The plainest message that a pattern matches; `chosen` members stand for their classes. */
function sampleOf(lexicon: Lexicon, pattern: string, chosen: Record<string, string> = {}): string {
  const say = (node: Node): string => {
    switch (node.type) {
      case 'word':
      case 'prefix':
        return node.text
      case 'gap':
        return ''
      case 'class':
        return say(parsePattern(chosen[node.name] ?? lexicon.classes[node.name]?.[0] ?? nowhere).node)
      case 'sequence':
        return node.items.map(say).filter(Boolean).join(' ')
      case 'either': {
        const [first, ...others] = node.options
        const optional = others.some((option) => option.type === 'sequence' && option.items.length === 0)
        return first && !optional ? say(first) : ''
      }
    }
  }
  return say(parsePattern(pattern).node)
}

function plain(pattern: string): string {
  return pattern.replace(/@[\w]+(?:-[A-Z][\w]+)?--/g, '@')
}

function keyOf(value: { type: string; id?: string; name?: string }, pattern: string): string {
  return `${value.type} ${value.id ?? value.name ?? ''}: ${plain(pattern)}`
}
