import { compileScreen, type Lexicon, lexicon, type Screened } from '../../src/safety/index.ts'

type Rules = Record<string, Record<string, unknown>[]>

/** A lexicon of a few rules by kind, to see what the code does with rules; which rules there are is for content/ to say. */
export function small(kinds: Rules, context: object = {}, language = 'en', classes: object = {}): Lexicon {
  return lexicon.parse({
    language,
    classes,
    context,
    kinds: Object.entries(kinds).map(([kind, rules]) => ({
      kind,
      rules: rules.map((rule, at) => ({
        id: `${kind.replaceAll('_', '-')}-${at}`,
        level: 'now',
        who: 'either',
        softened_by: [],
        ...rule,
      })),
    })),
  })
}

/**
 * Screens by such lexicons; no misspelling is read but where `respell` says so. Compiled anew for every text, so that what
 * compiles is tried by each of the tests, and a mutant of it too.
 */
export function screenBy(lexicons: readonly Lexicon[], respell: (word: string) => string[] = () => []) {
  return (text: string) => compileScreen(lexicons, respell)(text)
}

/** What was found, as a row of a table: kind, level, who, and what else is true. */
export function told({ danger }: Screened): string {
  if (!danger) return 'nothing'
  const { young, misdirected, harms, unsure } = danger
  const also = [young && 'young', misdirected && 'misdirected', harms && 'harms', unsure && 'unsure']
  return [danger.kind, danger.level, danger.who, ...also].filter(Boolean).join(' ')
}

/** The rules that decided, the first first. */
export const rulesOf = ({ danger }: Screened) => danger?.why.map(({ rule }) => rule) ?? []
