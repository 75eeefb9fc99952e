import { type Node, parsePattern } from './pattern.ts'
import type { Classes } from './phrases.ts'

/**
 * One step of the automaton: `symbol` (see `Automaton.literals`, `prefixes`) leads to `targets`, all states reached at
 * once. `any` is what any word leads to.
 */
export type State = { on: Map<number, number[]>; any: number[]; accepts: number[]; acceptsAtEnd: number[] }

/** What phrases compile into: states without empty moves, and where reading enters at the beginning and later. */
export type Compiled = {
  states: State[]
  literals: ReadonlyMap<string, number>
  prefixes: ReadonlyMap<string, number>
  first: Map<number, number[]>
  later: Map<number, number[]>
}

/** Builds one automaton for many phrases; those that begin alike share their beginning. */
export class Automaton {
  private readonly states: State[] = []
  private readonly epsilon: number[][] = []
  private readonly literals = new Map<string, number>()
  private readonly prefixes = new Map<string, number>()

  /** By state and node: where that node leads from that state. */
  private readonly built: Map<string, number>[] = []
  private readonly keys = new WeakMap<Node, string>()
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
    this.states[end]?.[atEnd ? 'acceptsAtEnd' : 'accepts'].push(index)
  }

  finish(): Compiled {
    const leadsOn = this.states.map(
      ({ on, any, accepts, acceptsAtEnd }) => on.size + any.length + accepts.length + acceptsAtEnd.length > 0,
    )
    const closures = this.epsilon.map((_, state) => this.closure(state).filter((one) => leadsOn[one]))
    const targets = (list: readonly number[]) => {
      const [only] = list
      if (list.length === 1 && only !== undefined) return closures[only] ?? []
      return [...new Set(list.flatMap((state) => closures[state] ?? []))]
    }
    const states = this.states.map((state) => ({
      ...state,
      on: new Map([...state.on].map(([symbol, list]) => [symbol, targets(list)])),
      any: targets(state.any),
    }))
    const entry = (starts: readonly number[]) => {
      const on = new Map<number, Set<number>>()
      for (const state of starts.flatMap((start) => closures[start] ?? []))
        for (const [symbol, list] of states[state]?.on ?? []) {
          const set = on.get(symbol) ?? on.set(symbol, new Set()).get(symbol)
          for (const target of list) set?.add(target)
        }
      return new Map([...on].map(([symbol, set]) => [symbol, [...set]]))
    }
    const { literals, prefixes, anywhere, beginning } = this
    return { states, literals, prefixes, first: entry([anywhere, beginning]), later: entry([anywhere]) }
  }

  private state(): number {
    this.epsilon.push([])
    this.built.push(new Map())
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
    const key = this.keyOf(node)
    const known = this.built[from]?.get(key)
    if (known !== undefined) return known
    const to = this.state()
    this.built[from]?.set(key, to)
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
        const list = on?.get(symbol)
        if (list) list.push(to)
        else on?.set(symbol, [to])
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
    const options = members.map((member) => this.expand(parsePattern(member).node, pattern, depth + 1))
    const expanded: Node = { type: 'either', options }
    this.expanded.set(node.name, expanded)
    this.keys.set(expanded, `@${node.name}`)
    return expanded
  }

  private closure(state: number): number[] {
    if (this.epsilon[state]?.length === 0) return [state]
    const seen = new Set([state])
    for (const at of seen) for (const next of this.epsilon[at] ?? []) seen.add(next)
    return [...seen]
  }
}
