import type { Token } from '../text/index.ts'
import type { PlaceWords } from './area.ts'

/** What stands around a possible place decides whether it is one: "in E10" is, "2 e10" is not. */
export type Surroundings = {
  /** A word directly before or after says that a place is named, or one like "live" stands close before. */
  named(tokens: readonly Token[], from: number, to: number): boolean
  /** It leaves no doubt: "my postcode is ...", "i live in ...". */
  surely(tokens: readonly Token[], from: number): boolean
  /** The message says nothing else. */
  alone(tokens: readonly Token[], from: number, to: number): boolean
  /** A plain word with its article ("a yew tree"). */
  plain(tokens: readonly Token[], from: number): boolean
  /** Nothing of the same sentence follows. */
  last(tokens: readonly Token[], to: number): boolean
}

export function surroundings(words: PlaceWords): Surroundings {
  const before = new Set(words.before)
  const after = new Set(words.after)
  const sure = new Set(words.surely)
  const linking = new Set(words.linking)
  const articles = new Set(words.articles)
  const small = new Set([...words.before, ...words.after, ...words.surely, ...words.fillers])
  const at = (tokens: readonly Token[], index: number) => tokens[index]?.text ?? ''

  const close = (tokens: readonly Token[], from: number) => {
    for (let back = 1; back <= 3; back++) {
      if (tokens[from - back + 1]?.breakBefore) return false
      if (sure.has(at(tokens, from - back))) return true
    }
    return false
  }
  const last = (tokens: readonly Token[], to: number) => to >= tokens.length || tokens[to]?.breakBefore === true
  return {
    surely: (tokens, from) =>
      close(tokens, from) && (before.has(at(tokens, from - 1)) || linking.has(at(tokens, from - 1))),
    last,
    named: (tokens, from, to) =>
      (!tokens[from]?.breakBefore && before.has(at(tokens, from - 1))) ||
      (!last(tokens, to) && after.has(at(tokens, to))) ||
      close(tokens, from),
    alone(tokens, from, to) {
      // A message of many small words is a sentence, and looking on would make reading it quadratic.
      if (tokens.length - (to - from) > 12) return false
      return tokens.every((token, index) => (index >= from && index < to) || small.has(token.text))
    },
    plain: (tokens, from) => articles.has(at(tokens, from - 1)),
  }
}
