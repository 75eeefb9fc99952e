import { type Node, parsePattern } from './pattern.ts'
import type { Classes } from './phrases.ts'

/** What phrases compile into: an automaton without empty moves. States are numbers from 0; see tables.ts for its reading. */
export type Compiled = {
  states: number
  /** Pseudo-states from which reading enters at any word, and at the first. */
  later: number
  first: number
  /** By symbol: from, to, from, to... */
  edges: readonly (readonly number[])[]
  /** Symbol after symbol: where each state goes on it. Made as it is read, for all of them at once would be large. */
  moves(): Iterable<ReadonlyMap<number, readonly number[]>>
  /** Where any word at all leads from a state. */
  any: ReadonlyMap<number, readonly number[]>
  /** The phrases that have been read where a state is reached, anywhere or at the end of the message. */
  accepts: ReadonlyMap<number, readonly number[]>
  acceptsAtEnd: ReadonlyMap<number, readonly number[]>
  /** The symbol of each word and each beginning of a word; what leads to the same has the same. */
  literals: ReadonlyMap<string, number>
  prefixes: ReadonlyMap<string, number>
}

/** Builds one automaton for many phrases; those that begin alike share their beginning. */
export class Automaton {
  private size = 0
  /** By symbol: from, to, from, to... */
  private readonly edges: number[][] = []
  private readonly epsilon = new Map<number, number[]>()
  private readonly any = new Map<number, number[]>()
  private readonly accepts = new Map<number, number[]>()
  private readonly acceptsAtEnd = new Map<number, number[]>()
  private readonly literals = new Map<string, number>()
  private readonly prefixes = new Map<string, number>()
  /** By state and node: where that node leads from that state. */
  private readonly built = new Map<number, number>()
  /** The same number for nodes that match the same. */
  private readonly numbers = new Map<string, number>()
  /** Of classes alone, which are asked for again and again: the nodes of every phrase would be a lot to hold on to. */
  private readonly numberOfClass = new Map<Node, number | null>()
  private readonly expanded = new Map<string, Node>()
  private readonly classes: Classes
  /** Where phrases that may begin anywhere start, and those that begin the message. */
  private readonly anywhere = this.state()
  private readonly beginning = this.state()

  constructor(classes: Classes) {
    this.classes = classes
  }

  /** @throws Error naming the pattern where it is malformed, names no class or could match nothing at all */
  add(pattern: string, index: number): void {
    const { node, atStart, atEnd } = parsePattern(pattern)
    const start = atStart ? this.beginning : this.anywhere
    const end = this.build(this.expand(node, pattern, 0), start)
    if (this.closure(start).includes(end)) throw new Error(`pattern can match nothing at all: ${pattern}`)
    put(atEnd ? this.acceptsAtEnd : this.accepts, end, index)
  }

  finish(): Compiled {
    const leadsOn = new Uint8Array(this.size)
    for (const list of this.edges) for (let at = 0; at < list.length; at += 2) leadsOn[list[at] as number] = 1
    for (const map of [this.any, this.accepts, this.acceptsAtEnd]) for (const state of map.keys()) leadsOn[state] = 1
    const [later, first] = [this.size, this.size + 1]
    const { size: states, accepts, acceptsAtEnd } = this
    const { edges, literals, prefixes } = this.merged()
    const any = new Map([...this.any].map(([state, targets]) => [state, this.reach(targets, leadsOn)]))
    const moves = () => this.moves(edges, later, first, leadsOn)
    return { states, later, first, edges, moves, any, accepts, acceptsAtEnd, literals, prefixes }
  }

  /** Words that lead to the same from everywhere, as the spellings of one name do, are one symbol. */
  private merged(): Pick<Compiled, 'edges' | 'literals' | 'prefixes'> {
    const byHash = new Map<number, number[]>()
    const edges: number[][] = []
    const merged = this.edges.map((list) => {
      const hash = list.reduce((sum, one) => (Math.imul(sum, 31) + one) | 0, list.length)
      const alike = byHash.get(hash) ?? []
      const known = alike.find((one) => isSame(edges[one] as number[], list))
      if (known !== undefined) return known
      byHash.set(hash, [...alike, edges.length])
      return edges.push(list) - 1
    })
    const renumbered = (table: ReadonlyMap<string, number>) =>
      new Map([...table].map(([text, symbol]) => [text, merged[symbol] as number]))
    return { edges, literals: renumbered(this.literals), prefixes: renumbered(this.prefixes) }
  }

  private *moves(
    edges: readonly (readonly number[])[],
    later: number,
    first: number,
    leadsOn: Uint8Array,
  ): Iterable<ReadonlyMap<number, readonly number[]>> {
    const anywhere = new Set(this.closure(this.anywhere))
    const atFirst = new Set([...anywhere, ...this.closure(this.beginning)])
    for (const list of edges) {
      const from = new Map<number, number[]>()
      for (let at = 0; at < list.length; at += 2) {
        const [state, to] = [list[at] as number, list[at + 1] as number]
        put(from, state, to)
        if (anywhere.has(state)) put(from, later, to)
        if (atFirst.has(state)) put(from, first, to)
      }
      for (const [state, targets] of from) from.set(state, this.reach(targets, leadsOn))
      yield from
    }
  }

  /** Where targets lead without a word, as far as that leads on. */
  private reach(targets: readonly number[], leadsOn: Uint8Array): number[] {
    const [only = -1] = targets
    if (targets.length === 1 && !this.epsilon.has(only)) return leadsOn[only] ? [only] : []
    return [...new Set(targets.flatMap((state) => this.closure(state)))].filter((state) => leadsOn[state])
  }

  private state(): number {
    return this.size++
  }

  /** A class is laid down many times: its words remember their symbols. */
  private symbolOf(node: Node & { type: 'word' | 'prefix' }): number {
    if (node.symbol !== undefined) return node.symbol
    const table = node.type === 'word' ? this.literals : this.prefixes
    const known = table.get(node.text)
    const symbol = known ?? this.edges.push([]) - 1
    if (known === undefined) table.set(node.text, symbol)
    node.symbol = symbol
    return symbol
  }

  /** Gives the state a node leads to from `from`. */
  private build(node: Node, from: number): number {
    // The items of a sequence are shared one by one: "my mum" and "my dad" go through one "my".
    if (node.type === 'sequence') return node.items.reduce((at, item) => this.build(item, at), from)
    const key = from * 2 ** 22 + this.keyOf(node)
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
        this.edges[this.symbolOf(node)]?.push(from, to)
        return
      }
      case 'gap': {
        let at = from
        for (let step = 0; step < node.upTo; step++) {
          put(this.epsilon, at, to)
          const next = this.state()
          put(this.any, at, next)
          at = next
        }
        put(this.epsilon, at, to)
        return
      }
      case 'sequence': {
        const last = node.items.at(-1)
        const at = node.items.slice(0, -1).reduce((reached, item) => this.build(item, reached), from)
        if (last) this.lay(last, at, to)
        else put(this.epsilon, at, to)
        return
      }
      case 'either':
        for (const option of node.options) this.lay(option, from, to)
        return
      case 'class':
        throw new Error(`class @${node.name} was not expanded`)
    }
  }

  /** The same number for nodes that match the same: even for words, which are most. */
  private keyOf(node: Node): number {
    if (node.type === 'word') return 2 * this.symbolOf(node)
    const [only] = node.type === 'sequence' ? node.items : []
    if (only && node.type === 'sequence' && node.items.length === 1) return this.keyOf(only)
    const known = this.numberOfClass.get(node)
    if (typeof known === 'number') return known
    const key = this.writeKey(node)
    const number = this.numbers.get(key) ?? 2 * this.numbers.size + 1
    this.numbers.set(key, number)
    if (known === null) this.numberOfClass.set(node, number)
    return number
  }

  private writeKey(node: Node): string {
    switch (node.type) {
      case 'word':
      case 'prefix':
        return `${node.text}*`
      case 'gap':
        return `...${node.upTo}`
      case 'class':
        return `@${node.name}`
      case 'sequence':
        return `+${node.items.map((item) => this.keyOf(item)).join(' ')}`
      case 'either':
        return `|${node.options.map((option) => this.keyOf(option)).join(' ')}`
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
    const options = members.map((member) => this.expand(parsePattern(member).node, pattern, depth + 1))
    const expanded: Node = { type: 'either', options }
    this.expanded.set(node.name, expanded)
    this.numberOfClass.set(expanded, null)
    return expanded
  }

  private closure(state: number): number[] {
    if (!this.epsilon.has(state)) return [state]
    const seen = new Set([state])
    for (const at of seen) for (const next of this.epsilon.get(at) ?? []) seen.add(next)
    return [...seen]
  }
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at])
}

function put(map: Map<number, number[]>, key: number, value: number): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
