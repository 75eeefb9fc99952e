import { z } from 'zod'
import { openFiles } from '../../content/files.ts'
import { linesFile, repliesFile } from '../../safety/index.ts'

const budgets = ['first', 'danger', 'list', 'other'] as const

const phrases = [
  ...([
    'sms',
    'whatsapp',
    'web',
    'botframework',
    'optional',
    'form',
    'before',
    'before_own',
    'answer_to',
    'repeat_of',
    'service',
  ] as const),
  ...(['danger', 'self', 'other', 'young', 'value', 'line', 'capitals'] as const),
  ...(['alone', 'shared', 'shared_first', 'most', 'marks', 'draft', 'native', 'clinical'] as const),
] as const

const note = z.strictObject({
  /** Keys of sentences; `*` stands for any letters. */
  keys: z.array(z.string().regex(/^[a-z]+:[\w.*-]+$/)).min(1),
  note: z.string(),
  /** The sentence read just before, where the flow does not tell. */
  before: z.string().optional(),
  /** Whose length in text messages it counts towards: a name of flow.sms.parts. */
  budget: z.enum(budgets).optional(),
  /** It is the whole of that message. */
  alone: z.boolean().default(false),
  /** Characters (UTF-16) at most, by language, and `all` for the others. */
  most: z.record(z.string(), z.number().int().positive()).default({}),
  /** It may be in letters of another language. */
  any_script: z.boolean().default(false),
})
export type Note = z.infer<typeof note>

/** content/translators.yaml: what translators are told, and what they may change. */
const guideFile = z.strictObject({
  header: z.array(z.string()).min(1),
  readers: z.strictObject({ native: z.string(), clinical: z.string() }),
  notes: z.array(note),
  values: z.record(z.string(), z.strictObject({ means: z.string(), example: z.string() })),
  capitals_free: z.array(z.string()),
  phrases: z.record(z.enum(phrases), z.string()),
})

export type Guide = Omit<z.infer<typeof guideFile>, 'notes' | 'phrases'> & {
  lines: z.infer<typeof linesFile>
  replies: z.infer<typeof repliesFile>
  /** What is noted of a sentence, by its plain key; null where nothing is. */
  noteOf: (key: string) => Note | null
  phrase: (name: (typeof phrases)[number], values?: Record<string, string | number>) => string
}

/**
 * Reads what translators are told, from content/.
 * @throws ContentError naming the file at fault
 */
export function readGuide(root: string): Guide {
  const files = openFiles(root)
  const guide = files.yaml('content/translators.yaml', guideFile)
  const lines = files.yaml('content/safety/lines.yaml', linesFile)
  const replies = files.yaml('content/safety/replies.yaml', repliesFile)
  files.finish()
  if (!guide || !lines || !replies) throw new Error('content was checked and is missing')
  const notes = guide.notes.map((one) => ({
    one,
    fits: new RegExp(`^(${one.keys.map((key) => key.replaceAll('.', '\\.').replaceAll('*', '.*')).join('|')})$`),
  }))
  return {
    ...guide,
    lines,
    replies,
    noteOf: (key) => notes.find(({ fits }) => fits.test(key))?.one ?? null,
    phrase: (name, values = {}) => fill(guide.phrases[name], values),
  }
}

/** "{name}" becomes the value of that name. */
export function fill(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole))
}
