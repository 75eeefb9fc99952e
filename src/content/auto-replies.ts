import { z } from 'zod'

/** content/auto-replies.yaml. */
export const autoReplies = z.strictObject({ patterns: z.array(z.string().min(8)).min(1) })

/** Whether a text is one that a phone or a service sends by itself. Throws where a pattern is none. */
export function compileAutoReplies({ patterns }: z.infer<typeof autoReplies>): (text: string) => boolean {
  const all = patterns.map((pattern) => new RegExp(pattern, 'u'))
  return (text) => {
    const plain = text
      .normalize('NFC')
      .toLowerCase()
      .replace(/[’‘`´]/g, "'")
      .replace(/[“”]/g, '"')
      .replace(/\s+/g, ' ')
    return all.some((pattern) => pattern.test(plain))
  }
}
