import { createHash } from 'node:crypto'
import { z } from 'zod'
import { faults, type Report } from '../conversation/wrong.ts'
import { retention } from '../privacy/index.ts'
import type { Store } from '../store/index.ts'

/**
 * What people said is wrong with a contact. Of who said it only a keyed name is kept, made for this contact alone out of
 * their pseudonym, or of today's name of their network where anyone can begin a conversation anew (`source`): it tells two
 * people from one who says it twice, and nothing else.
 */
const reported = z.strictObject({
  service: z.string(),
  contact: z.string(),
  core: z.boolean(),
  said: z.array(z.strictObject({ who: z.string(), fault: z.enum(faults), at: z.number() })),
})
export type Reported = z.infer<typeof reported>

export const report = z.strictObject({
  service: z.string(),
  contact: z.string(),
  fault: z.enum(faults),
  core: z.boolean(),
  source: z.string().optional(),
})

export type Reports = {
  /** Counts a report; one person (a conversation's pseudonym, or a source) counts once for a contact. Safe to do twice. */
  add(person: string, one: Report): Promise<void>
  /** What nobody has looked at yet, the most reported first. */
  open(): Promise<Reported[]>
  /** Somebody looked: the contact is shown again. */
  lookedAt(service: string, contact: string): Promise<void>
}

/** So many hide a contact. */
export const enough = 3
/** More than this are never hidden at once: then it is rather somebody who wants them hidden. */
export const mostHidden = 5

const maxAttempts = 8

export function createReports(
  store: Pick<Store, 'document' | 'documents' | 'putDocument'>,
  now: () => number,
): Reports {
  const idOf = (service: string, contact: string) => `${service} ${contact}`
  return {
    async add(person, { service, contact, fault, core }) {
      const id = idOf(service, contact)
      const who = createHash('sha256').update(`${person}\n${id}`).digest('base64url').slice(0, 22)
      for (let attempt = 0; attempt < maxAttempts; attempt++) {
        const at = now()
        const known = await store.document('reports', id, at)
        const { said } = known ? reported.parse(JSON.parse(known.text)) : { said: [] }
        const others = said.filter((one) => one.who !== who && at - one.at < retention.report)
        const text = JSON.stringify({ service, contact, core, said: [...others, { who, fault, at }].slice(-50) })
        const put = { collection: 'reports', id, version: known?.version ?? 0, text, expires: at + retention.report }
        if ((await store.putDocument(put, at)) !== null) return
      }
      throw new Error('too many at once')
    },
    async open() {
      const at = now()
      const found = await store.documents('reports', at)
      return found
        .map(({ text }) => reported.parse(JSON.parse(text)))
        .map((one) => ({ ...one, said: one.said.filter((said) => at - said.at < retention.report) }))
        .filter(({ said }) => said.length > 0)
        .sort((a, b) => Number(b.core) - Number(a.core) || b.said.length - a.said.length)
    },
    async lookedAt(service, contact) {
      const id = idOf(service, contact)
      const known = await store.document('reports', id, now())
      if (known) await store.putDocument({ collection: 'reports', id, version: known.version, text: null }, now())
    },
  }
}

/** The contacts to hide until somebody looks, as `service type:value`; none of what is never hidden (`core`). */
export function hiddenBy(open: readonly Reported[]): Set<string> {
  const many = open.filter(({ core, said }) => !core && said.length >= enough)
  const firstReported = many.toSorted((a, b) => (a.said[0]?.at ?? 0) - (b.said[0]?.at ?? 0))
  return new Set(firstReported.slice(0, mostHidden).map(({ service, contact }) => `${service} ${contact}`))
}
