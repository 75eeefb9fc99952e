import { createHash } from 'node:crypto'
import type { ClassifierFile } from '../../src/safety/classifier.ts'
import { featuresOf } from '../../src/safety/features.ts'
import { type CrisisKind, crisisKinds } from '../../src/taxonomy.ts'
import type { Token } from '../../src/text/index.ts'

/** A labelled message, as tokens. */
export type Example = {
  tokens: readonly Token[]
  level: 'now' | 'gentle' | null
  kind: CrisisKind | null
  who: 'self' | 'other' | null
  /** Only messages of one language stand in one breath. */
  language: string
}
type Sample = { features: Uint32Array; classes: number }

const rounds = 12
const rate = 0.3
/**
 * Each time in another order, and what comes of them is averaged: what one order alone makes of a message that is near the
 * edge changes with every row that is added.
 */
const times = 3
/** What the small features of few messages may grow to at once. */
const caution = 1e-6

/**
 * Learns a classifier (logistic regression by AdaGrad, in a shuffled order that is always the same): the same examples in the
 * same order give the same file.
 *
 * @param bits the power of two of weights in a question
 */
export function learn(examples: readonly Example[], bits: { danger: number; kinds: number }): ClassifierFile {
  const told = examples.map(withFeatures)
  const samples = [...told, ...inOneBreath(examples, generator()).map(withFeatures)]
  const yes = (list: typeof samples, is: (one: Example) => boolean, size: number) =>
    regress(
      list.map((one) => ({ features: one.features, classes: is(one) ? 1 : 0 })),
      1,
      size,
    )[0] as Question
  const cries = told.filter(({ level, kind }) => level === 'now' && kind)
  const kinds = cries.map(({ features, kind }) => ({ features, classes: crisisKinds.indexOf(kind as CrisisKind) }))
  const fitted = regress(kinds, crisisKinds.length, bits.kinds)
  return {
    learnt_from: hashOf(examples),
    now: yes(samples, ({ level }) => level === 'now', bits.danger),
    any: yes(samples, ({ level }) => level !== null, bits.danger),
    other: yes(
      told.filter(({ who }) => who),
      ({ who }) => who === 'other',
      bits.kinds,
    ),
    kinds: Object.fromEntries(crisisKinds.map((kind, at) => [kind, fitted[at]])) as ClassifierFile['kinds'],
  }
}

function withFeatures(one: Example) {
  return { ...one, features: featuresOf(one.tokens).numbers }
}

/** At most so many messages are put into one, most often two. */
const most = 6

/**
 * Messages of one language as one long message, in every third case none of them an emergency: a cry stays one beside the
 * most everyday question ("is there a meeting in tipton i want to die"), and length alone is no danger.
 */
function inOneBreath(examples: readonly Example[], random: () => number): Example[] {
  const pick = (list: readonly Example[]) => list[Math.floor(random() * list.length)] as Example
  const joined: Example[] = []
  for (const [, all] of Map.groupBy(examples, ({ language }) => language)) {
    const [cries, plain] = [all.filter(({ level }) => level === 'now'), all.filter(({ level }) => level === null)]
    if (cries.length === 0 || plain.length === 0) continue
    for (let at = 0; at < all.length / 2.5; at++) {
      const one = pick(at % 3 === 0 ? plain : cries)
      const parts = Array.from({ length: 1 + Math.floor(random() ** 2 * (most - 1)) }, () => pick(plain))
      parts.splice(Math.floor(random() * (parts.length + 1)), 0, one)
      joined.push({ ...one, tokens: parts.flatMap(({ tokens }) => tokens) })
    }
  }
  return joined
}

/** What the classifier of these examples is known by. */
export function hashOf(examples: readonly Example[]): string {
  const hash = createHash('sha256')
  for (const { tokens, level, kind, who } of examples)
    hash.update(`${JSON.stringify([tokens.map(({ text }) => text), level, kind, who])}\n`)
  return hash.digest('hex')
}

type Question = ClassifierFile['now']

/** One question where `classes` is yes or no, or one a class (softmax), rare classes counting as much as common ones. */
function regress(samples: readonly Sample[], questions: number, bits: number): Question[] {
  const random = generator()
  const learnt = Array.from({ length: times }, () => regressOnce(samples, questions, 1 << bits, random))
  return Array.from({ length: questions }, (_, one) => {
    const weights = new Float64Array(1 << bits)
    let bias = 0
    for (const { weights: own, biases } of learnt) {
      bias += (biases[one] as number) / times
      for (const [at, weight] of (own[one] as Float64Array).entries())
        weights[at] = (weights[at] as number) + weight / times
    }
    return rounded(weights, bias)
  })
}

function regressOnce(samples: readonly Sample[], questions: number, size: number, random: () => number) {
  const weights = Array.from({ length: questions }, () => new Float64Array(size))
  const seen = Array.from({ length: questions }, () => new Float64Array(size).fill(caution))
  const biases = new Float64Array(questions)
  const counts = Array.from({ length: questions }, (_, at) => samples.filter(({ classes }) => classes === at).length)
  const weightOf = (sample: Sample) =>
    questions === 1 ? 1 : samples.length / (questions * Math.max(counts[sample.classes] ?? 0, 1))
  const order = samples.map((_, at) => at)
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random)
    for (const at of order) {
      const sample = samples[at] as Sample
      const value = 1 / Math.sqrt(Math.max(sample.features.length, 1))
      const wrong = errors(sample, weights, biases, value, size - 1)
      for (const [one, error] of wrong.entries()) {
        const step = error * weightOf(sample) * value
        if (Math.abs(error) < 1e-4) continue
        const [own, grown] = [weights[one] as Float64Array, seen[one] as Float64Array]
        for (const feature of sample.features) {
          const place = feature & (size - 1)
          grown[place] = (grown[place] as number) + step * step
          own[place] = (own[place] as number) - (rate * step) / Math.sqrt(grown[place] as number)
        }
        biases[one] = (biases[one] as number) - 0.02 * error
      }
    }
  }
  return { weights, biases }
}

/** By how much each question's answer is too high. */
function errors(
  { features, classes }: Sample,
  weights: Float64Array[],
  biases: Float64Array,
  value: number,
  mask: number,
) {
  const odds = weights.map((own, at) => {
    let sum = 0
    for (const feature of features) sum += own[feature & mask] as number
    return sum * value + (biases[at] as number)
  })
  if (odds.length === 1) return [1 / (1 + Math.exp(-(odds[0] as number))) - classes]
  const most = Math.max(...odds)
  const shares = odds.map((one) => Math.exp(one - most))
  const all = shares.reduce((sum, one) => sum + one, 0)
  return shares.map((one, at) => one / all - (at === classes ? 1 : 0))
}

/** As signed bytes; the few that are larger than all but one in two thousand are cut. */
function rounded(weights: Float64Array, bias: number): Question {
  const sizes = weights
    .map(Math.abs)
    .filter((one) => one > 0)
    .sort()
  const scale = (sizes[Math.floor(sizes.length * 0.9995)] ?? 1) / 127
  const bytes = Int8Array.from(weights, (one) => Math.max(-127, Math.min(127, Math.round(one / scale))))
  return { scale, bias, weights: Buffer.from(bytes.buffer).toString('base64') }
}

/** The same numbers from 0 to 1 in every run (Numerical Recipes' linear congruential generator). */
function generator(): () => number {
  let seed = 1
  return () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
    return seed / 2 ** 32
  }
}

function shuffle(list: number[], random: () => number): void {
  for (let at = list.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1))
    ;[list[at], list[other]] = [list[other] as number, list[at] as number]
  }
}
