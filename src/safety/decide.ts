import type { Classifier, Likeness } from './classifier.ts'
import type { Danger } from './danger.ts'
import type { compileHalves, Screen } from './screen.ts'

/**
 * Log-odds from which a likeness counts, as measured on messages that nobody had learnt from (test/corpora/README.md). What
 * the rules made smaller ("not going to") must be likelier, and so must a long message, in which something is soon like
 * something, and what is gentle.
 */
const likely = { now: 1, softened: 2, gentle: 2.5, long: 2.5 }
/**
 * So unlikely, as a whole and in the few words around, that a word of danger is taken for a figure of speech: what the rules
 * call an emergency is then said gently, and never left out. Few words are taken as they stand ("about to jump").
 */
const unlikely = { message: -2, around: -0.5, words: 6 }
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
    const { danger, signals, told } = judge(found)
    if (found.tokens.length < (signals.length > 0 ? fewest.halfSaid : fewest.said)) return { danger, signals }
    const like = classify(found.tokens)
    const around = () => Math.max(...told.map(({ from, to }) => like.around(from, to)))
    const young = () => speaksYoung(found)
    return { danger: decide(danger, like, { around, young, words: found.tokens.length }), signals }
  }
}

type Asked = {
  words: number
  /** Log-odds of an emergency of the words that tell one by the rules, and those around them; asked for where it matters. */
  around(): number
  /** Whether a child or young person speaks. */
  young(): boolean
}

/**
 * Which danger counts, by what the rules told and what the message is like. The classifier adds what the rules have no words
 * for, and makes an emergency gentle where the message is like an everyday one; it silences nothing.
 */
export function decide(
  told: Danger | null,
  like: Omit<Likeness, 'around'>,
  { words, around, young }: Asked,
): Danger | null {
  if (told?.level === 'now') {
    const isEveryday =
      words >= unlikely.words && like.now < unlikely.message && !told.misdirected && around() < unlikely.around
    if (!isEveryday) return told
    return { ...told, level: 'gentle', why: [...told.why, { rule: 'classifier/everyday', words: wordsOf(told) }] }
  }
  const bar = words >= long ? likely.long : told ? likely.softened : likely.now
  const level = like.now > bar ? 'now' : 'gentle'
  if (level === 'gentle' && (told || like.any() < likely.gentle)) return told
  const { kind, sure, who, words: weightiest } = like.named()
  const why = [{ rule: `classifier/${kind}`, words: weightiest.join(' … ') }, ...(told?.why ?? [])]
  if (told) return { ...told, level, alike: true, why }
  return {
    kind,
    who,
    level,
    young: young(),
    ...(level === 'now' ? { alike: true } : {}),
    ...(sure < sureOfKind ? { unsure: true } : {}),
    why,
  }
}

function wordsOf({ why }: Danger): string {
  return why.map(({ words }) => words).join(' … ')
}
