import type { Bundle } from '../../content/index.ts'

/** Twilio's settings keep these for years: the replies name only the lines that are said past any date. */
const always = new Date('9999-12-31')

/**
 * What Twilio is to send in our words, where it answers STOP, HELP and START itself: as lines of text to copy into its
 * opt-out settings.
 */
export function optOutReplies({ sentences, replies }: Bundle): string {
  const { key, params } = replies.urgent(always)
  const texts = [
    ['STOP', sentences.say('en', 'conversation:stopped', undefined, 'sms')],
    ['HELP', sentences.say('en', `safety:${key}`, params, 'sms')],
    ['START', sentences.say('en', 'conversation:welcome.text', undefined, 'sms')],
  ]
  return texts.map(([word, text]) => `${word}: ${text}\n`).join('')
}
