import { z } from 'zod'
import { type CrisisKind, crisisKinds } from '../taxonomy.ts'
import type { Token } from '../text/index.ts'
import { type Features, featuresOf } from './features.ts'
import type { Who } from './people.ts'

/**
 * One question a message is asked: base64 of signed bytes, a power of two of them, each the weight of the features that
 * fall on it, to be multiplied by `scale`; and `bias`, where it starts.
 */
const question = z.strictObject({ scale: z.number().positive(), bias: z.number(), weights: z.base64() })

/**
 * content/safety/classifier.json, written by `npm run learn`: a linear classifier (logistic regression) over the features
 * of messages, learnt from test/corpora/safety.
 */
export const classifierFile = z.strictObject({
  /** SHA-256 of the messages and labels it was learnt from: a test holds that they are the ones in the corpora. */
  learnt_from: z.string().regex(/^[0-9a-f]{64}$/),
  /** Is it an emergency? */
  now: question,
  /** Is it an emergency or a gentle case? */
  any: question,
  /** Is somebody else in danger, not the writer? */
  other: question,
  /** Which kind is it? The likeliest counts. */
  kinds: z.record(z.enum(crisisKinds), question),
})
export type ClassifierFile = z.infer<typeof classifierFile>

/** What a message is like among those that were learnt from. */
export type Likeness = {
  /** Log-odds that it is an emergency; of its likest stretch where the message is long. */
  now: number
  /** The same of the words from one up to another and of a few around them, whichever is likeliest. */
  around(from: number, to: number): number
  /** Log-odds that it is an emergency or a gentle case. This and what follows is reckoned only where it is asked for. */
  any(): number
  named(): Named
}

export type Named = {
  kind: CrisisKind
  /** How likely the kind is, from 0 to 1. */
  sure: number
  who: Who
  /** The words that weigh most towards an emergency, in their order. */
  words: string[]
}

export type Classifier = (tokens: readonly Token[]) => Likeness

/** Words in a stretch of a long message, so that two frightened sentences count the same in a long story as alone. */
const stretch = 20

/** Words on either side that may show what some words mean. */
const margins = [0, 2, 4]

/** Compiles a learnt classifier: pure, and linear in the length of a message. Throws where the file's weights are cut short. */
export function compileClassifier(file: ClassifierFile): Classifier {
  const [now, any, other] = [file.now, file.any, file.other].map(compileQuestion) as [Ask, Ask, Ask]
  const kinds = crisisKinds.map((kind) => {
    const asked = file.kinds[kind]
    if (!asked) throw new Error(`the classifier knows no kind: ${kind}`)
    return { kind, ask: compileQuestion(asked) }
  })
  return (tokens) => {
    const features = featuresOf(tokens)
    const sums = now.sums(features)
    const [from, to] = likeliest(features, sums, now)
    return {
      now: now.of(features, sums, from, to),
      around: (first, last) =>
        Math.max(
          ...margins.map((margin) =>
            now.of(features, sums, Math.max(first - margin, 0), Math.min(last + margin, tokens.length)),
          ),
        ),
      any: () => any.of(features, any.sums(features), from, to),
      named: () => {
        const odds = kinds.map(({ ask }) => ask.of(features, ask.sums(features), from, to))
        const best = odds.indexOf(Math.max(...odds))
        const sure = 1 / odds.reduce((sum, one) => sum + Math.exp(one - (odds[best] as number)), 0)
        return {
          kind: (kinds[best] as (typeof kinds)[number]).kind,
          sure,
          who: other.of(features, other.sums(features), from, to) > 0 ? 'other' : 'self',
          words: weightiest(tokens, sums, from, to),
        }
      },
    }
  }
}

type Ask = ReturnType<typeof compileQuestion>

function compileQuestion({ scale, bias, weights: base64 }: z.infer<typeof question>) {
  const weights = new Int8Array(Buffer.from(base64, 'base64'))
  const mask = weights.length - 1
  if (weights.length === 0 || (weights.length & mask) !== 0) throw new Error('weights that are no power of two')
  return {
    /** What all words up to each one add, itself included. */
    sums({ numbers, ends }: Features): Int32Array {
      const sums = new Int32Array(ends.length)
      let sum = 0
      for (let word = 0, at = 0; word < ends.length; word++) {
        for (const end = ends[word] as number; at < end; at++) sum += weights[(numbers[at] as number) & mask] as number
        sums[word] = sum
      }
      return sums
    },
    /** The log-odds of the words from one up to another. */
    of({ ends }: Features, sums: Int32Array, from: number, to: number): number {
      const until = (list: Int32Array | Uint32Array, word: number) => (word === 0 ? 0 : (list[word - 1] as number))
      const count = until(ends, to) - until(ends, from)
      return bias + ((until(sums, to) - until(sums, from)) * scale) / Math.sqrt(Math.max(count, 1))
    },
  }
}

/** The whole message or, where it is long, the stretch of it that is most like an emergency. */
function likeliest(features: Features, sums: Int32Array, now: Ask): [number, number] {
  const length = sums.length
  let best: [number, number] = [0, length]
  if (length <= 1.5 * stretch) return best
  let odds = now.of(features, sums, 0, length)
  for (let from = 0; from < length - stretch / 2; from += stretch / 2) {
    const to = Math.min(from + stretch, length)
    const found = now.of(features, sums, from, to)
    if (found > odds) [best, odds] = [[from, to], found]
  }
  return best
}

function weightiest(tokens: readonly Token[], sums: Int32Array, from: number, to: number): string[] {
  const added = (word: number) => (sums[word] as number) - (word === 0 ? 0 : (sums[word - 1] as number))
  const words = Array.from({ length: to - from }, (_, at) => from + at).filter((word) => added(word) > 0)
  const most = words.toSorted((a, b) => added(b) - added(a) || a - b).slice(0, 5)
  return most.toSorted((a, b) => a - b).map((word) => tokens[word]?.text ?? '')
}
