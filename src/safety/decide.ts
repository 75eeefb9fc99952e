import type { Classifier, Likeness } from './classifier.ts'
import type { Danger } from './danger.ts'
import type { Span } from './judge.ts'
import type { compileHalves, Screen } from './screen.ts'

/**
 * Log-odds from which a likeness counts, as measured on messages that nobody had learnt from (test/corpora/README.md). What
 * the rules made smaller ("not going to") must be likelier, and so must a long message, in which something is soon like
 * something, and what is gentle.
 */
const likely = { now: 1, softened: 2, gentle: 2.5, long: 2.5 }
/**
 * So unlikely, as a whole and in the few words around, that a word of danger is taken for a figure of speech: what the rules
 * call an emergency is said gently; and less likely still, that it is left out, as is what they call gentle ("lost the plot
 * trying to fill in the form"), unless a danger was denied ("not suicidal"), which is never silenced. Few words are taken as
 * they stand ("about to jump"), as is what has hardly a word beside it.
 */
const everyday = {
  words: 6,
  beside: 3,
  emergency: { gentle: { now: -2, around: -0.5 }, nothing: { now: -2.5, around: -1, any: -2.5 } },
  gentle: { nothing: { around: -2, any: -3 } },
}
/** Words a message must have for its likeness to count: two say too little, and half a danger is weighed over turns (signals.ts). */
const fewest = { said: 3, halfSaid: 6 }
/** Words from which a message is long. */
const long = 40
/** From which share a kind is sure enough for its own words; else the words are those for any danger. */
const sureOfKind = 0.6

/** The screen by rules and classifier together: pure, and linear in the length of a message. */
export function joinClassifier(
  { find, judge, speaksYoung }: ReturnType<typeof compileHalves>,
  classify: Classifier,
): Screen {
  return (text) => {
    const found = find(text)
    const { danger, signals, told, denied } = judge(found)
    const words = found.tokens.length
    if (words < (signals.length > 0 ? fewest.halfSaid : fewest.said)) return { danger, signals }
    const like = classify(found.tokens)
    const around = () => Math.max(...told.map(({ from, to }) => like.around(from, to)))
    const beside = () => words - covered(told, words)
    const young = () => speaksYoung(found)
    const decided = decide(danger, like, { around, beside, young, words, denied })
    return { danger: decided, signals, ...(danger && !decided ? { dismissed: danger.why } : {}) }
  }
}

/** How many of so many words stand in any of the spans. */
function covered(spans: readonly Span[], words: number): number {
  const inside = new Uint8Array(words)
  for (const { from, to } of spans) inside.fill(1, from, to)
  return inside.reduce((sum, one) => sum + one, 0)
}

type Asked = {
  words: number
  /** Log-odds of an emergency of the words that tell the danger by the rules, and those around them; asked for where it matters. */
  around(): number
  /** How many words are none of those. */
  beside(): number
  /** Whether a child or young person speaks. */
  young(): boolean
  /** Whether a danger was denied. */
  denied: boolean
}

/**
 * Which danger counts, by what the rules told and what the message is like. The classifier adds what the rules have no words
 * for, and makes smaller what stands in a message like everyday ones.
 */
export function decide(told: Danger | null, like: Omit<Likeness, 'around'>, asked: Asked): Danger | null {
  return told ? weighed(told, like, asked) : added(like, asked)
}

function weighed(told: Danger, like: Omit<Likeness, 'around'>, asked: Asked): Danger | null {
  const { words, around, beside, denied } = asked
  const asSaid = words < everyday.words || beside() < everyday.beside || told.misdirected
  // A child or young person is never let go without the line that is for them.
  const stays = denied || told.young
  if (told.level === 'now') {
    const { gentle, nothing } = everyday.emergency
    if (asSaid || like.now >= gentle.now || around() >= gentle.around) return told
    if (!stays && like.now < nothing.now && around() < nothing.around && like.any() < nothing.any) return null
    return { ...told, level: 'gentle', why: [...told.why, { rule: 'classifier/everyday', words: wordsOf(told) }] }
  }
  if (like.now > (words >= long ? likely.long : likely.softened)) {
    const { kind, words: weightiest } = like.named()
    return { ...told, level: 'now', alike: true, why: [because(kind, weightiest), ...told.why] }
  }
  const { nothing } = everyday.gentle
  if (asSaid || stays || like.any() >= nothing.any || around() >= nothing.around) return told
  return null
}

function added(like: Omit<Likeness, 'around'>, { words, young }: Asked): Danger | null {
  const level = like.now > (words >= long ? likely.long : likely.now) ? 'now' : 'gentle'
  if (level === 'gentle' && like.any() < likely.gentle) return null
  const { kind, sure, who, words: weightiest } = like.named()
  return {
    kind,
    who,
    level,
    young: young(),
    ...(level === 'now' ? { alike: true } : {}),
    ...(sure < sureOfKind ? { unsure: true } : {}),
    why: [because(kind, weightiest)],
  }
}

function because(kind: string, weightiest: readonly string[]): Danger['why'][number] {
  return { rule: `classifier/${kind}`, words: weightiest.join(' … ') }
}

function wordsOf({ why }: Danger): string {
  return why.map(({ words }) => words).join(' … ')
}
