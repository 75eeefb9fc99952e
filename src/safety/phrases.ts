import type { CrisisKind } from '../taxonomy.ts'
import type { Phrase } from '../text/index.ts'
import type { Lexicon, Rule } from './lexicon.ts'
import type { Longhand } from './longhand.ts'

export type RuleOf = { rule: Rule; kind: CrisisKind; id: string; language: string }

export type Meaning =
  | ({ type: 'rule' } & RuleOf)
  | { type: 'unless'; id: string }
  | { type: 'innocent'; language: string }
  | { type: 'softener'; name: string; reach: 'next' | 'clause'; language: string }
  | { type: 'firm'; name: string }
  | { type: 'clause' }
  | { type: 'mark'; name: string; language: string }
  | { type: 'signal'; name: string; language: string }

/** Class names are a language's own, so that two languages may both have a `@want`. */
export function local(pattern: string, language: string, longhand: Longhand): string {
  return longhand.pattern(pattern).replace(/@(?=[\w-])/g, `@${language}--`)
}

/** Everything a language says as phrases: its rules, and what stands around them and changes what they mean. */
export function phrasesOf({ language, context, kinds }: Lexicon, longhand: Longhand): Phrase<Meaning>[] {
  const all = (say: readonly string[] | undefined, value: Meaning) =>
    (say ?? []).map((pattern) => ({ pattern: local(pattern, language, longhand), value }))
  const ids = new Set<string>()
  const rules = kinds.flatMap(({ kind, rules }) =>
    rules.flatMap((rule) => {
      const id = `${language}/${kind}/${rule.id}`
      if (ids.has(id)) throw new Error(`two safety rules are called ${id}`)
      ids.add(id)
      for (const name of rule.softened_by)
        if (!context.softeners[name]) throw new Error(`safety rule ${id} names no softener: ${name}`)
      return [...all(rule.say, { type: 'rule', rule, kind, id, language }), ...all(rule.unless, { type: 'unless', id })]
    }),
  )
  return [
    ...rules,
    ...all(context.innocent, { type: 'innocent', language }),
    ...all(context.clauses, { type: 'clause' }),
    ...Object.entries(context.softeners).flatMap(([name, { reach, say, unless }]) => [
      ...all(say, { type: 'softener', name, reach, language }),
      ...all(unless, { type: 'firm', name }),
    ]),
    ...Object.entries(context.marks).flatMap(([name, say]) => all(say, { type: 'mark', name, language })),
    ...Object.entries(context.signals).flatMap(([name, say]) => all(say, { type: 'signal', name, language })),
  ]
}

export type Combination = RuleOf & { parts: number[] }

/** The pattern of every part of every combination, each once, and the combinations by the number of their first part. */
export function compileCombinations(lexicons: readonly Lexicon[], longhand: Longhand) {
  const numbers = new Map<string, number>()
  const combinations: Combination[][] = []
  for (const { language, kinds } of lexicons)
    for (const { kind, rules } of kinds)
      for (const rule of rules)
        for (const line of rule.together ?? []) {
          const parts = line.map((one) => {
            const pattern = local(one, language, longhand)
            const part = numbers.get(pattern) ?? numbers.size
            numbers.set(pattern, part)
            return part
          })
          const [first = 0] = parts
          const combination = { rule, kind, id: `${language}/${kind}/${rule.id}`, language, parts }
          combinations[first] = [...(combinations[first] ?? []), combination]
        }
  return { parts: [...numbers.keys()], combinations }
}
