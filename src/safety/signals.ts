import { z } from 'zod'
import { crisisKinds } from '../taxonomy.ts'
import type { Danger } from './danger.ts'

/**
 * What is no danger by itself and is one together with what was said a little before: "cant do this", and then "anymore";
 * "stopped drinking tuesday", and then "im shaking". Of each only its name is kept, and how long ago; never a word.
 */
export const signalsFile = z.strictObject({
  /** How long a signal lasts. It counts whole at first, and less and less until then. */
  fades_minutes: z.number().int().positive(),
  /** Two signals of different turns that make a danger, in any order. The first that holds. */
  together: z.array(
    z.strictObject({
      of: z.tuple([z.string(), z.string()]),
      kind: z.enum(crisisKinds),
    }),
  ),
  /** Signs that grow: so many of them, as far as they have not faded, make a danger. Each turn counts once. */
  growing: z.array(
    z.strictObject({ of: z.array(z.string()).min(1), count: z.number().positive(), kind: z.enum(crisisKinds) }),
  ),
})
export type SignalsFile = z.infer<typeof signalsFile>

/** A signal as it is kept between turns: its name, whose it is, and when (epoch milliseconds). */
export const keptSignal = z.strictObject({ name: z.string(), who: z.enum(['self', 'other']), at: z.number() })
export type KeptSignal = z.infer<typeof keptSignal>

/** A signal found in one message. */
export type Signal = Pick<KeptSignal, 'name' | 'who'>

export type Weigh = (
  before: readonly KeptSignal[],
  said: { danger: Danger | null; signals: readonly Signal[] },
  now: number,
) => { danger: Danger | null; signals: KeptSignal[] }

/** More is never needed to tell that signs grow. */
const KEPT_AT_MOST = 12

/**
 * Compiles what signals mean together. Throws where a signal is named that no lexicon knows, so that a slip of the pen in
 * a file cannot silence a rule.
 *
 * The function it gives takes the signals kept so far, what the screen found in this message and the time in epoch
 * milliseconds; it gives the danger (the message's own where that is `now`, or the one that the turns make together) and
 * the signals to keep. A danger that is answered leaves none: it is not answered again for the same words.
 */
export function compileSignals(file: SignalsFile, known: ReadonlySet<string>): Weigh {
  for (const name of [...file.together.flatMap(({ of }) => of), ...file.growing.flatMap(({ of }) => of)])
    if (!known.has(name)) throw new Error(`signals name one that no lexicon has: ${name}`)
  const fades = file.fades_minutes * 60_000
  const strength = ({ at }: KeptSignal, now: number) => Math.max(0, 1 - (now - at) / fades)

  return (before, { danger, signals }, now) => {
    if (danger?.level === 'now') return { danger, signals: [] }
    const earlier = before.filter((signal) => strength(signal, now) > 0)
    if (signals.length === 0) return { danger, signals: earlier.slice(-KEPT_AT_MOST) }
    const fresh = signals.map((signal) => ({ ...signal, at: now }))
    const has = (list: readonly KeptSignal[], name: string) => list.find((signal) => signal.name === name)
    const pair = file.together.flatMap(({ of: [one, other], kind }) => {
      const found = [
        [has(earlier, one), has(fresh, other)],
        [has(earlier, other), has(fresh, one)],
      ].find(([then, today]) => then && today)
      return found ? [{ kind, rule: `${one} + ${other}`, signals: found.flatMap((signal) => signal ?? []) }] : []
    })[0]
    const grown = file.growing.flatMap(({ of, count, kind }) => {
      const turns = new Map<number, KeptSignal>()
      for (const signal of [...earlier, ...fresh]) if (of.includes(signal.name)) turns.set(signal.at, signal)
      const list = [...turns.values()]
      const sum = list.reduce((total, signal) => total + strength(signal, now), 0)
      return fresh.some(({ name }) => of.includes(name)) && sum >= count
        ? [{ kind, rule: `${of.join(' | ')} x ${list.length}`, signals: list }]
        : []
    })[0]
    const made = pair ?? grown
    if (!made) return { danger, signals: [...earlier, ...fresh].slice(-KEPT_AT_MOST) }
    return {
      danger: {
        kind: made.kind,
        who: made.signals.some(({ who }) => who === 'other') ? 'other' : 'self',
        level: 'now',
        young: danger?.young ?? false,
        why: [{ rule: `signals/${made.rule}`, words: '' }, ...(danger?.why ?? [])],
      },
      signals: [],
    }
  }
}
