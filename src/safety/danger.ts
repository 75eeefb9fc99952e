import type { CrisisKind } from '../taxonomy.ts'

/** `now`: help is shown before anything else. `gentle`: one line beside the answer the person came for. */
export type Level = 'now' | 'gentle'

/** What the screen found in one message. */
export type Danger = {
  kind: CrisisKind
  who: 'self' | 'other'
  level: Level
  /** A child or young person speaks of themselves ("im 14", "my dad hits me"): Childline stands beside the rest. */
  young: boolean
  /** Meant for another service and sent to us ("999", "REGISTER", "SHOUT"): the reply says that this thread cannot pass it on. */
  misdirected?: true
  /** The writer hurts others, or is afraid to: the reply is to somebody who may do harm. */
  harms?: true
  /** Called an emergency for its likeness to others, and not by the rules. */
  alike?: true
  /** It is not plain which kind it is, or no kind's own words fit: the reply is the one for any danger. */
  unsure?: true
  /** Why: the rules and the words that matched them. For `understand --why` and tests; never stored, never logged. */
  why: { rule: string; words: string }[]
}
