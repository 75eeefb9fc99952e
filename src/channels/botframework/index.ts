import type { Router } from 'express'
import type { PseudonymKey } from '../../privacy/index.ts'
import { createOwnWords } from '../own-words.ts'
import { createAccess } from './access.ts'
import type { DirectLineConfig } from './config.ts'
import { createDirectLineRouter, type DirectLineParts } from './directline.ts'
import { createStreams, type Streams } from './stream.ts'
import { createTokens } from './tokens.ts'
import { createTranscript, type KeptTurn, type Memory } from './transcript.ts'

export { directLinePath } from './directline.ts'
export type { BotChannelData } from './record.ts'

type Made = 'access' | 'tokens' | 'transcript' | 'streams' | 'words'
export type DirectLineSettings = Omit<DirectLineParts, Made> & {
  config: DirectLineConfig
  keys: readonly PseudonymKey[]
  /** The store, to read back what was answered. */
  memory: Memory
  /** How often a stream looks for what other machines answered. */
  lookMs?: number
}

/** Direct Line: its requests (`router`), and its streams, for the server's `upgrade` and for its end. */
export function createDirectLine(settings: DirectLineSettings): { router: Router; streams: Streams } {
  const { config, keys, memory, pseudonyms, publicUrl, log, lookMs, now } = settings
  const tokens = createTokens(keys, now)
  const words = createOwnWords<KeptTurn>(now)
  const access = createAccess(tokens, config, publicUrl)
  const transcript = createTranscript({ memory, pseudonyms, words, now })
  const streams = createStreams({ access, tokens, transcript, log, lookMs })
  return { router: createDirectLineRouter({ ...settings, access, tokens, transcript, streams, words }), streams }
}
