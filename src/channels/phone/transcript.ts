import { z } from 'zod'

/** One bubble on the screen. `facts` says what an answer costs: characters, encoding, parts. */
const entry = z.object({
  side: z.enum(['person', 'answer', 'none', 'fault']),
  text: z.string(),
  facts: z.string().optional(),
})
export type Entry = z.infer<typeof entry>

/** Bytes that go back and forth with the page: even when a form makes three of each, well within the limit of a body. */
const kept = 30_000

/** Reads the transcript the page sent along; empty where it is none. */
export function readTranscript(json: string): Entry[] {
  try {
    return z.array(entry).parse(JSON.parse(json))
  } catch {
    return []
  }
}

/** What the page keeps for its next message: the newest bubbles; older ones scroll away. */
export function writeTranscript(entries: readonly Entry[]): string {
  let size = 0
  const first = entries.findLastIndex((one) => {
    size += Buffer.byteLength(JSON.stringify(one))
    return size > kept
  })
  return JSON.stringify(entries.slice(first + 1))
}
