import { type Token, tokenise } from './tokens.ts'

/**
 * The phrase language of the lexicons, compiled into one automaton over tokens. Matching is linear in the message for a
 * given lexicon, whatever the message says: there is no backtracking to attack.
 *
 *   want to die            the words, in this order
 *   (want|need) to die     one of several; each may be several words
 *   want [really] to die   may be there
 *   @want to die           one of a named class of phrases
 *   overdos*               a word that begins so
 *   kill ... myself        up to three other words between, never across the end of a sentence; `...6` for up to six
 *   ^help$                 only as the whole message (either mark may stand alone)
 */
export type Phrase<T> = { pattern: string; value: T }
export type Classes = Record<string, readonly string[]>

/** `from` and `to` are token positions, `to` exclusive. */
export type Match<T> = { value: T; pattern: string; from: number; to: number }

export type Matcher<T> = {
  match(tokens: readonly Token[]): Match<T>[]
  /** Every word the lexicon knows, for spelling help. */
  words: ReadonlySet<string>
}

type Node =
  | { type: 'word'; text: string }
  | { type: 'prefix'; text: string }
  | { type: 'gap'; upTo: number }
  | { type: 'class'; name: string }
  | { type: 'sequence'; items: Node[] }
  | { type: 'either'; options: Node[] }

/** Compiles phrases into a matcher. Throws with the pattern named where one is malformed or names no class. */
export function compilePhrases<T>(classes: Classes, phrases: readonly Phrase<T>[], respell?: Respell): Matcher<T> {
  const automaton = new Automaton<T>(classes)
  for (const phrase of phrases) automaton.add(phrase)
  return automaton.finish(respell)
}

/** Gives the known words an unknown word may stand for ("sucide" -> ["suicide"]). Asked once a word. */
export type Respell = (word: string, known: ReadonlySet<string>) => string[]

type State = { on: Map<number, number[]>; any: number[]; accepts: number[]; acceptsAtEnd: number[] }

class Automaton<T> {
  private readonly states: State[] = []
  private readonly epsilon: number[][] = []
  private readonly literals = new Map<string, number>()
  private readonly prefixes = new Map<string, number>()
  private readonly phrases: Phrase<T>[] = []
  /** Where phrases that may begin anywhere start, and those that begin the message. */
  private readonly anywhere = this.state()
  private readonly beginning = this.state()
  /** By state and node: where that node leads from that state, so that phrases that begin alike share their beginning. */
  private readonly built = new Map<string, number>()
  private readonly keys = new WeakMap<Node, string>()
  private readonly expanded = new Map<string, Node>()
  private readonly classes: Classes

  constructor(classes: Classes) {
    this.classes = classes
  }

  add(phrase: Phrase<T>): void {
    const index = this.phrases.push(phrase) - 1
    const { node, atStart, atEnd } = parse(phrase.pattern)
    const start = atStart ? this.beginning : this.anywhere
    const end = this.build(this.expand(node, phrase.pattern, 0), start)
    if (this.reaches(start, end)) throw new Error(`pattern can match nothing at all: ${phrase.pattern}`)
    this.states[end]?.[atEnd ? 'acceptsAtEnd' : 'accepts'].push(index)
  }

  finish(respell?: Respell): Matcher<T> {
    const closures = this.epsilon.map((_, state) => this.closure(state))
    const targets = (list: number[]) => [...new Set(list.flatMap((state) => closures[state] ?? []))]
    const compiled = this.states.map((state) => ({
      on: new Map([...state.on].map(([symbol, list]) => [symbol, targets(list)])),
      any: targets(state.any),
      accepts: state.accepts,
      acceptsAtEnd: state.acceptsAtEnd,
    }))
    const entry = (anchored: boolean) => {
      const on = new Map<number, Set<number>>()
      for (const start of anchored ? [this.anywhere, this.beginning] : [this.anywhere])
        for (const state of closures[start] ?? [])
          for (const [symbol, list] of compiled[state]?.on ?? []) {
            const set = on.get(symbol) ?? on.set(symbol, new Set()).get(symbol)
            for (const target of list) set?.add(target)
          }
      return new Map([...on].map(([symbol, set]) => [symbol, [...set]]))
    }
    const first = entry(true)
    const later = entry(false)
    const prefixLengths = [...new Set([...this.prefixes.keys()].map((prefix) => prefix.length))].sort((a, b) => a - b)
    const words = new Set([...this.literals.keys()])
    const exact = (word: string) => {
      const symbols: number[] = []
      const literal = this.literals.get(word)
      if (literal !== undefined) symbols.push(literal)
      for (const length of prefixLengths) {
        if (length > word.length) break
        const prefix = this.prefixes.get(word.slice(0, length))
        if (prefix !== undefined) symbols.push(prefix)
      }
      return symbols
    }
    const symbolsOf = (word: string) => {
      const symbols = exact(word)
      // A word that only begins like a known one may still be another one misspelt ("langauge" and `lang*`).
      return this.literals.has(word) || !respell ? symbols : [...symbols, ...respell(word, words).flatMap(exact)]
    }
    const { phrases } = this

    const match = (tokens: readonly Token[]): Match<T>[] => {
      const found = new Map<number, Match<T>>()
      let active = new Map<number, number>()
      tokens.forEach((token, position) => {
        const next = new Map<number, number>()
        const enter = (state: number, from: number) => {
          const known = next.get(state)
          if (known === undefined || from > known) next.set(state, from)
        }
        const symbols = symbolsOf(token.text)
        for (const [state, from] of active) {
          const node = compiled[state]
          if (!node) continue
          if (!token.breakBefore) for (const target of node.any) enter(target, from)
          for (const symbol of symbols) for (const target of node.on.get(symbol) ?? []) enter(target, from)
        }
        const open = position === 0 ? first : later
        for (const symbol of symbols) for (const target of open.get(symbol) ?? []) enter(target, position)
        for (const [state, from] of next) {
          const node = compiled[state]
          if (!node) continue
          const accepted = position === tokens.length - 1 ? [...node.accepts, ...node.acceptsAtEnd] : node.accepts
          for (const index of accepted) {
            const phrase = phrases[index]
            const key = index * 1_048_576 + position
            if (phrase && !found.has(key))
              found.set(key, { value: phrase.value, pattern: phrase.pattern, from, to: position + 1 })
          }
        }
        active = next
      })
      return [...found.values()]
    }
    return { match, words }
  }

  private state(): number {
    this.epsilon.push([])
    return this.states.push({ on: new Map(), any: [], accepts: [], acceptsAtEnd: [] }) - 1
  }

  private symbol(table: Map<string, number>, text: string): number {
    const known = table.get(text)
    if (known !== undefined) return known
    const id = this.literals.size + this.prefixes.size
    table.set(text, id)
    return id
  }

  /** Gives the state a node leads to from `from`. */
  private build(node: Node, from: number): number {
    // The items of a sequence are shared one by one: "my mum" and "my dad" go through one "my".
    if (node.type === 'sequence') return node.items.reduce((at, item) => this.build(item, at), from)
    const key = `${from} ${this.keyOf(node)}`
    const known = this.built.get(key)
    if (known !== undefined) return known
    const to = this.state()
    this.built.set(key, to)
    this.lay(node, from, to)
    return to
  }

  /** Adds the states of a node between two states. Alternatives share both ends: lexicons are wide. */
  private lay(node: Node, from: number, to: number): void {
    switch (node.type) {
      case 'word':
      case 'prefix': {
        const symbol = this.symbol(node.type === 'word' ? this.literals : this.prefixes, node.text)
        const on = this.states[from]?.on
        on?.set(symbol, [...(on.get(symbol) ?? []), to])
        return
      }
      case 'gap': {
        let at = from
        for (let step = 0; step < node.upTo; step++) {
          this.epsilon[at]?.push(to)
          const next = this.state()
          this.states[at]?.any.push(next)
          at = next
        }
        this.epsilon[at]?.push(to)
        return
      }
      case 'sequence': {
        const last = node.items.at(-1)
        const at = node.items.slice(0, -1).reduce((reached, item) => this.build(item, reached), from)
        if (last) this.lay(last, at, to)
        else this.epsilon[at]?.push(to)
        return
      }
      case 'either':
        for (const option of node.options) this.lay(option, from, to)
        return
      case 'class':
        throw new Error(`class @${node.name} was not expanded`)
    }
  }

  /** The same text for nodes that match the same. */
  private keyOf(node: Node): string {
    const known = this.keys.get(node)
    if (known !== undefined) return known
    const key = this.writeKey(node)
    this.keys.set(node, key)
    return key
  }

  private writeKey(node: Node): string {
    switch (node.type) {
      case 'word':
        return node.text
      case 'prefix':
        return `${node.text}*`
      case 'gap':
        return `...${node.upTo}`
      case 'class':
        return `@${node.name}`
      case 'sequence':
        return node.items.map((item) => this.keyOf(item)).join(' ')
      case 'either':
        return `(${node.options.map((option) => this.keyOf(option)).join('|')})`
    }
  }

  private expand(node: Node, pattern: string, depth: number): Node {
    if (depth > 20) throw new Error(`classes name each other in a circle: ${pattern}`)
    if (node.type === 'sequence')
      return { type: 'sequence', items: node.items.map((one) => this.expand(one, pattern, depth)) }
    if (node.type === 'either')
      return { type: 'either', options: node.options.map((one) => this.expand(one, pattern, depth)) }
    if (node.type !== 'class') return node
    const known = this.expanded.get(node.name)
    if (known) return known
    const members = this.classes[node.name]
    if (!members) throw new Error(`no class @${node.name}, named in: ${pattern}`)
    const options = members.map((member) => this.expand(parse(member).node, pattern, depth + 1))
    const expanded: Node = { type: 'either', options }
    this.expanded.set(node.name, expanded)
    this.keys.set(expanded, `@${node.name}`)
    return expanded
  }

  private closure(state: number): number[] {
    const seen = new Set([state])
    for (const at of seen) for (const next of this.epsilon[at] ?? []) seen.add(next)
    return [...seen]
  }

  private reaches(from: number, to: number): boolean {
    return this.closure(from).includes(to)
  }
}

/** Reads one pattern. Throws with the pattern named where it is malformed. */
function parse(pattern: string): { node: Node; atStart: boolean; atEnd: boolean } {
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
  const prefix = part.endsWith('*')
  const words = tokenise(prefix ? part.slice(0, -1) : part).map((token) => token.text)
  if (words.length === 0) throw fail(`nothing to match in "${part}"`)
  return words.map((text, index) => ({ type: prefix && index === words.length - 1 ? 'prefix' : 'word', text }))
}
