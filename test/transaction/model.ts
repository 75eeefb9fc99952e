import { type Link, link, type readReply, start, writeLink } from './chain.ts'

/** What is known of one text when all is over. `sent`: the number of its step; later steps were sent after its answer. */
export type Told = {
  id: string
  says: string
  step: number
  /** The different turns its replies told of: one, where all is well. */
  turns: NonNullable<ReturnType<typeof readReply>>[]
  /** Some reply to it had been erased by FORGET. */
  erased: boolean
  /** It was answered with its turn when it was first brought, and not only after the end. */
  inTime: boolean
}

export type Verdict = {
  /** In words, for whoever looks for the fault; none where the conversation is as it must be. */
  faults: string[]
  /** The ids of what took effect, in its order; by conversation as it went on from FORGET to FORGET. */
  chains: string[][]
}

type Ahead = { node: Node; passed: string[] }
type Node = { told: Told; turns: number; from: string; hash: string; forgotten: boolean }

/**
 * What a conversation must be: every text in it once, each computed from the one before, those sent later behind those
 * answered earlier, and the session in the store what the last one left.
 */
export function judge(texts: readonly Told[], session: string | null): Verdict {
  const faults: string[] = []
  const nodes: Node[] = []
  for (const told of texts) {
    const [first, ...others] = told.turns
    if (others.length > 0) faults.push(`doubled: ${told.id} was told of ${told.turns.length} turns`)
    if (first) nodes.push({ told, ...first })
    else if (!told.erased) faults.push(`lost: ${told.id} was never answered`)
  }
  const after = new Map<string, Node>()
  const heads = nodes.filter(({ from }) => from === '')
  for (const node of nodes) {
    const { told, turns, from, hash } = node
    if (link({ turns: turns - 1, hash: from }, told.id).hash !== hash) faults.push(`wrong: ${told.id} is of another`)
    if (from === '') continue
    if (after.has(from))
      faults.push(`lost: ${after.get(from)?.told.id} and ${told.id} were computed from the same state`)
    after.set(from, node)
  }
  /** Those whose only answer FORGET had erased: known by what was computed from them. */
  const hidden = new Set(texts.filter(({ erased, turns }) => erased && turns.length === 0).map(({ id }) => id))
  const unseen = new Set(nodes)
  const chains: string[][] = []
  const ends: string[] = []
  const begun: Ahead[] = heads.map((node) => ({ node, passed: [] }))
  for (let ahead = begun.pop() ?? pastHidden(start); ahead; ahead = begun.pop() ?? pastHidden(start)) {
    const chain: string[] = []
    let at = start
    let latest = -1
    let ended = false
    for (let next: Ahead | undefined = ahead; next && !ended; next = following(at)) {
      for (const id of next.passed) at = link(at, id)
      const { told, turns, forgotten } = next.node
      unseen.delete(next.node)
      if (turns !== at.turns + 1) faults.push(`lost: ${told.id} says turn ${turns} after ${at.turns}`)
      if (told.inTime && told.step < latest) faults.push(`out of order: ${told.id}`)
      if (told.inTime) latest = told.step
      at = link(at, told.id)
      chain.push(...next.passed, told.id)
      ended = forgotten
    }
    chains.push(chain)
    if (!ended) ends.push(writeLink(at))
  }

  function following(at: Link): Ahead | undefined {
    const node = after.get(at.hash)
    return node ? { node, passed: [] } : pastHidden(at)
  }

  function pastHidden(at: Link, passed: string[] = []): Ahead | undefined {
    for (const id of [...hidden]) {
      const between = link(at, id)
      const node = after.get(between.hash)
      const found = node ? { node, passed: [...passed, id] } : pastHiddenBut(id, between, [...passed, id])
      if (!found) continue
      for (const one of found.passed) hidden.delete(one)
      return found
    }
    return undefined
  }

  function pastHiddenBut(id: string, at: Link, passed: string[]): Ahead | undefined {
    hidden.delete(id)
    const found = pastHidden(at, passed)
    if (!found) hidden.add(id)
    return found
  }

  for (const { told } of unseen) faults.push(`lost: what came before ${told.id}`)
  for (const id of hidden) faults.push(`lost: ${id} was answered, and nothing came of it`)
  const forgets = nodes.filter(({ forgotten }) => forgotten).length
  if (chains.length > forgets + 1) faults.push(`lost: begun ${chains.length} times, forgotten ${forgets} times`)
  if (ends.length > 1) faults.push('lost: two ends')
  if ((session ?? undefined) !== ends[0]) faults.push(`lost: the session is ${session}, not ${ends[0]}`)
  return { faults, chains }
}
