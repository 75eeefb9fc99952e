import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

export const root = join(import.meta.dirname, '../..')
export const home = 'docs/clinical-safety'
export const read = (path: string) => readFileSync(join(root, path), 'utf8')

const matrixFile = z.strictObject({
  source: z.string().min(3),
  commit: z.string(),
  read_on: z.iso.date(),
  severities: z.array(z.string()).length(5),
  likelihoods: z.record(z.string(), z.array(z.number().int().min(1).max(5)).length(5)),
})

/** What follows from a severity and a likelihood; null where either is not in the matrix. */
export const matrix = matrixFile.parse(parse(read(`${home}/risk-matrix.yaml`)))
export function riskOf({ severity, likelihood }: Pick<Risk, 'severity' | 'likelihood'>): number | null {
  return matrix.likelihoods[likelihood]?.[matrix.severities.indexOf(severity)] ?? null
}

const risk = z.strictObject({ severity: z.string(), likelihood: z.string(), risk: z.number().int() })
type Risk = z.infer<typeof risk>

const hazard = z.strictObject({
  id: z.string().regex(/^H\d\d$/),
  hazard: z.string().min(10),
  causes: z.array(z.string().min(3)).min(1),
  /** On the person. */
  effect: z.string().min(10),
  initial: risk,
  controls: z
    .array(
      z.strictObject({
        does: z.string().min(10),
        /** Files or folders; behind `#` something the file says. */
        where: z.array(z.string()).min(1),
      }),
    )
    .min(1),
  tests: z
    .array(
      z.union([
        /** A test by its name, a table of tests by the name of its table or of one row, as its file writes it. */
        z.strictObject({ file: z.string(), name: z.string().min(3) }),
        /** A conversation of test/conversations, and something that the person reads in it. */
        z.strictObject({ conversation: z.string(), says: z.string().min(3) }),
      ]),
    )
    .min(1),
  /** Proposed; the clinician decides. */
  residual: risk,
  /** What is known not to be held. */
  known_open: z.array(z.string().min(10)),
  /** Blank until a person takes it. */
  owner: z.literal(''),
  status: z.enum(['open', 'controlled']),
})
export type Hazard = z.infer<typeof hazard>

/** The whole log, in the order of its files. Throws, naming entry and field, where one is not complete. */
export function readHazards(): Hazard[] {
  return readdirSync(join(root, home, 'hazard-log'))
    .sort()
    .flatMap((name) => z.array(hazard).parse(parse(read(`${home}/hazard-log/${name}`))))
}

/** The log as a table to read. */
export function tableOf(hazards: readonly Hazard[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|')
  const told = ({ severity, likelihood, risk }: Risk) => `**${risk}** ${severity}, ${likelihood}`
  const rows = hazards.map((one) =>
    [
      one.id,
      cell(one.hazard),
      told(one.initial),
      one.controls.map(({ does }) => cell(does)).join('; '),
      String(one.tests.length),
      told(one.residual),
      one.known_open.map(cell).join('; ') || 'nothing',
      one.status,
    ].join(' | '),
  )
  return `# Hazard log

Made from \`hazard-log/*.yaml\` by \`npx vitest run test/docs -u\`; do not edit. Every residual risk is **proposed, for the
clinician**. Every owner is blank. Nothing here is signed.

| id | hazard | initial risk | controls | tests | residual risk, proposed | known open | status |
|---|---|---|---|---|---|---|---|
${rows.map((row) => `| ${row} |`).join('\n')}
`
}
