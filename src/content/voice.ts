import { z } from 'zod'
import type { linesFile } from '../safety/index.ts'
import { languages } from '../taxonomy.ts'

/** content/voice.yaml. */
export const voiceFile = z.strictObject({
  lines: z.array(z.strictObject({ line: z.string(), lasting: z.boolean().default(false) })),
  recordings: z.partialRecord(
    z.enum(languages),
    z.strictObject({ url: z.url({ protocol: /^https$/ }), expires_on: z.iso.date() }),
  ),
})
export type VoiceFile = z.infer<typeof voiceFile>

/** What a call says besides its sentences. */
export type CallFacts = {
  emergency: string
  /** The crisis lines that may be said on a day (ISO date, UTC), with the service of the directory each one is. */
  lines: (today: string) => { name: string; number: string; service: string | null }[]
  /** Where a person's recording lies, where there is one in date. */
  recording: (language: string, today: string) => string | null
}

/** Throws where a line is named that does not exist. Expiry as in texts: a line counts through the whole of its last day. */
export function compileCall(lines: z.infer<typeof linesFile>, { lines: said, recordings }: VoiceFile): CallFacts {
  const found = said.map(({ line: name, lasting }) => {
    const line = lines[name]
    if (line?.by !== 'phone') throw new Error(`content/voice.yaml names no line to ring: ${name}`)
    return {
      name,
      number: line.number,
      service: line.confirmed_as?.service ?? null,
      until: lasting ? null : line.expires_on,
    }
  })
  const emergency = lines.emergency?.number
  if (!emergency) throw new Error('content/safety/lines.yaml has no line: emergency')
  const recorded = new Map(Object.entries(recordings))
  return {
    emergency,
    lines: (today) => found.flatMap(({ until, ...line }) => (until === null || today <= until ? [line] : [])),
    recording: (language, today) => {
      const one = recorded.get(language)
      return one && today <= one.expires_on ? one.url : null
    },
  }
}
