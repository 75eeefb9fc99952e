import type { Keyword } from '../../conversation/turn.ts'
import type { Form } from './signature.ts'

/**
 * Who answers the carriers' STOP, START and HELP: `default`, Twilio by its own words and in its own; `advanced`, the
 * Messaging Service, which tells us by `OptOutType`; `none`, nobody at Twilio (it switched its handling off for us).
 */
export const optOutModes = ['default', 'advanced', 'none'] as const
export type OptOutMode = (typeof optOutModes)[number]

/**
 * What Twilio acts on by default on a long number, in capitals or not, and only where it is the whole message
 * (support.twilio.com 223134027; YES from error 23002). A word with a full stop is left to us: should Twilio know it all
 * the same, it merely refuses our goodbye; the other way round there would be none.
 */
const twilioWords: Readonly<Record<string, Keyword>> = {
  STOP: 'stop',
  STOPALL: 'stop',
  UNSUBSCRIBE: 'stop',
  CANCEL: 'stop',
  END: 'stop',
  QUIT: 'stop',
  REVOKE: 'stop',
  OPTOUT: 'stop',
  START: 'start',
  UNSTOP: 'start',
  YES: 'start',
  HELP: 'help',
  INFO: 'help',
}
const optOutTypes: Readonly<Record<string, Keyword>> = { STOP: 'stop', START: 'start', HELP: 'help' }

/** What Twilio took a message for and answered itself. `OptOutType` is Twilio's word for it, whatever is set here. */
export function keywordOf({ OptOutType, Body }: Form, mode: OptOutMode): Keyword | undefined {
  const told = typeof OptOutType === 'string' ? own(optOutTypes, OptOutType) : undefined
  return told ?? (mode === 'default' && typeof Body === 'string' ? own(twilioWords, Body.trim()) : undefined)
}

function own(words: Readonly<Record<string, Keyword>>, word: string): Keyword | undefined {
  const upper = word.toUpperCase()
  return Object.hasOwn(words, upper) ? words[upper] : undefined
}
