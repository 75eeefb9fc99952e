import { tokenise } from './tokens.ts'

/** One pattern of a lexicon, read: the language it is written in stands in phrases.ts. */
export type Node =
  // `symbol`: its number in the automaton it is built into.
  | { type: 'word' | 'prefix'; text: string; symbol?: number }
  | { type: 'gap'; upTo: number }
  | { type: 'class'; name: string }
  | { type: 'sequence'; items: Node[] }
  | { type: 'either'; options: Node[] }

/** `atStart`, `atEnd`: it counts only where the message begins, only where it ends. */
export type Pattern = { node: Node; atStart: boolean; atEnd: boolean }

/** Reads one pattern. Throws with the pattern named where it is malformed. */
export function parsePattern(pattern: string): Pattern {
  const atStart = pattern.startsWith('^')
  const atEnd = pattern.endsWith('$')
  const body = pattern.slice(atStart ? 1 : 0, atEnd ? -1 : undefined)
  const parts = body.match(/\.\.\.\d*|[()[\]|]|@[\w-]+|[^\s()[\]|]+/gu) ?? []
  let at = 0
  const fail = (why: string) => new Error(`${why} in pattern: ${pattern}`)

  const alternatives = (closing: string | null): Node => {
    const options: Node[] = []
    let items: Node[] = []
    for (;;) {
      const part = parts[at++]
      if (part === undefined || part === ')' || part === ']') {
        if ((part ?? null) !== closing) throw fail(part ? `unexpected ${part}` : `missing ${closing}`)
        options.push({ type: 'sequence', items })
        if (options.some((option) => option.type === 'sequence' && option.items.length === 0))
          throw fail('an empty choice')
        return options.length === 1 && options[0] ? options[0] : { type: 'either', options }
      }
      if (part === '|') {
        options.push({ type: 'sequence', items })
        items = []
      } else if (part === '(') items.push(alternatives(')'))
      else if (part === '[')
        items.push({ type: 'either', options: [alternatives(']'), { type: 'sequence', items: [] }] })
      else if (part.startsWith('...')) items.push({ type: 'gap', upTo: Number(part.slice(3) || 3) })
      else if (part.startsWith('@')) items.push({ type: 'class', name: part.slice(1) })
      else items.push(...literal(part, fail))
    }
  }
  return { node: alternatives(null), atStart, atEnd }
}

function literal(part: string, fail: (why: string) => Error): Node[] {
  // Most are plain words, and are what cutting them up would give.
  if (/^[a-z0-9]+$/.test(part)) return [{ type: 'word', text: part, symbol: undefined }]
  const prefix = part.endsWith('*')
  const words = tokenise(prefix ? part.slice(0, -1) : part).map((token) => token.text)
  if (words.length === 0) throw fail(`nothing to match in "${part}"`)
  return words.map((text, index) => ({
    type: prefix && index === words.length - 1 ? 'prefix' : 'word',
    text,
    symbol: undefined,
  }))
}
