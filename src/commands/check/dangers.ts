import type { Bundle } from '../../content/index.ts'
import { crisisKinds, languages } from '../../taxonomy.ts'
import { limitsOf } from './limits.ts'
import type { Checked } from './sentences.ts'

/** The fixed words for every danger, in every language, today and once their lines have expired. */
export function checkDangers(bundle: Bundle, now: number): Checked {
  const problems: string[] = []
  const keys = new Set<string>()
  for (const date of [new Date(now), new Date('2100-01-01')]) {
    keys.add(bundle.replies.urgent(date).key)
    for (const kind of crisisKinds)
      for (const who of ['self', 'other'] as const)
        for (const young of [false, true])
          for (const misdirected of [null, true] as const)
            keys.add(
              bundle.replies.dangerReply(
                { kind, who, level: 'now', young, ...(misdirected ? { misdirected } : {}) },
                date,
              ).key,
            )
  }
  for (const language of languages)
    for (const key of keys) {
      const reply = { language, blocks: [{ type: 'danger' as const, key: `safety:${key}`, lines: [] }] }
      problems.push(...limitsOf(bundle, reply, now, `${language}, safety:${key}`))
    }
  return { looked: `${keys.size} replies to danger`, problems }
}
