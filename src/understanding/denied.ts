import type { Entry } from './lexicon.ts'

type Found = { value: { entry: Entry; cancels: boolean }; from: number; to: number }

/** What is wished for, or lacked: only of these does "dont want" say that they are not meant. */
const deniable: ReadonlySet<string> = new Set(['need', 'preference'])

/**
 * Without what is turned down: "dont want police" is no wish for the law, "gurdwara nahi chahida" none for a gurdwara.
 * Words that turn down stand directly before what they speak of (`context:not_next`) or behind it (`context:not_before`),
 * and reach on over an "or" (`context:or`). A phrase that has such words in it ("dont want calls") says what it says.
 *
 * @param breaks whether a sentence begins with the word at a position; nothing is turned down across it
 */
export function withoutDenied<T extends Found>(found: readonly T[], breaks: (at: number) => boolean): T[] {
  if (!found.some(({ value }) => isOfDenial(value.entry))) return [...found]
  const of = (context: string) => found.filter(({ value }) => saysOf(value.entry, context))
  const ahead = of('not_next')
  const behind = of('not_before')
  if (ahead.length === 0 && behind.length === 0) return found.filter(({ value }) => !isOfDenial(value.entry))
  const wishes = found.filter(({ value }) => value.entry.senses.some(({ dimension }) => deniable.has(dimension)))
  const ors = new Set(of('or').map(({ from }) => from))
  const denied = new Set<T>()
  const heard = new Set<T>()
  const deny = (by: T, match: T) => {
    heard.add(by)
    // What stands inside it ("group" in "womens group") is turned down with it.
    for (const one of wishes) if (one.from >= match.from && one.to <= match.to) denied.add(one)
  }
  for (const not of ahead) {
    let reached = wishes.filter(({ from, to }) => from > not.from && from <= not.to && to > not.to && !breaks(from))
    while (reached.length > 0) {
      for (const one of reached) deny(not, one)
      const next = new Set(reached.flatMap(({ to }) => (ors.has(to) && !breaks(to) ? [to, to + 1] : [])))
      reached = wishes.filter(({ from }) => next.has(from) && !breaks(from))
    }
  }
  for (const not of behind) for (const one of wishes) if (one.to === not.from && !breaks(not.from)) deny(not, one)
  return found.filter((one) => !denied.has(one) && (heard.has(one) || !isOfDenial(one.value.entry)))
}

const denying: ReadonlySet<string> = new Set(['not_next', 'not_before', 'or'])

function isOfDenial(entry: Entry): boolean {
  return entry.senses.some(({ dimension, value }) => dimension === 'context' && denying.has(value))
}

function saysOf({ senses }: Entry, context: string): boolean {
  return senses.some(({ dimension, value }) => dimension === 'context' && value === context)
}
