import { newsOf } from '../../assistant.ts'
import { smsSize } from '../../channels/sms/text.ts'
import type { Bundle } from '../../content/index.ts'
import type { At } from '../../conversation/content.ts'
import type { Session } from '../../conversation/session.ts'
import { openTurn, type Turn, turn } from '../../conversation/turn.ts'
import { outcomes } from '../../publishing/suggestions.ts'
import { type ChannelId, channels, languages, onlyAnswers } from '../../taxonomy.ts'
import type { Judge } from './judge.ts'
import { inGsm7 } from './limits.ts'
import type { Clock } from './moments.ts'

/** More places than anybody may tell of in a day. */
const tries = 6

/**
 * Telling us of a place to its end, on every channel: each answer leaves the turn, both answers to the last question lead
 * back to where the person was, and at some time it is enough for a day. And what is said later: in one text where the
 * language fits GSM-7, in two elsewhere.
 */
export function checkSuggesting(bundle: Bundle, judge: Judge, { now }: Clock): string {
  for (const channel of channels) for (const answer of ['1', '2']) walk(bundle, judge, { now, channel }, answer)
  for (const language of languages)
    for (const outcome of outcomes) {
      const { parts } = smsSize(newsOf(bundle, outcome, { channel: 'sms', language, now: now.epochMilliseconds }))
      if (parts > (inGsm7(language) ? 1 : 2)) judge.fail(`${language}, sms, what became of a place: ${parts} parts`)
    }
  return 'telling us of a place, and what is said of it later'
}

function walk(
  bundle: Bundle,
  judge: Judge,
  { now, channel }: { now: At['now']; channel: ChannelId },
  last: string,
): void {
  const nothing = bundle.read('').meaning
  const fail = (why: string) => judge.fail(`${channel}, telling us of a place: ${why}`)
  let session: Session | null = openTurn(bundle, 'en', { now, channel }).session
  let enough = false
  for (let place = 0; place < tries && !enough; place++) {
    const say = (text: string): Turn => {
      const choice = /^\d$/.test(text) ? Number(text) : null
      const meaning = text === 'SUGGEST' ? { ...nothing, command: 'suggest' as const } : { ...nothing, choice }
      const done = turn(bundle, session, { text, meaning, danger: null }, { now, channel, fresh: `place-${place}` })
      session = done.session
      if (done.reply) judge.look(done.reply.blocks, now, `telling us of a place, ${channel}: ${text}`)
      else fail(`no reply to ${text}`)
      return done
    }
    enough = say('SUGGEST').session?.standing.prompt !== 'suggest_name'
    if (enough) break
    for (const part of ['name', 'where', 'what'] as const)
      if (say(`its ${part}`).suggested?.part !== part) fail(`its ${part} is lost`)
    const told = say(last)
    if ((told.suggested?.part === 'tell') !== (last === '2')) fail(`${last} at the end is not what was answered`)
    const code = told.reply?.blocks.some((block) => block.type === 'text' && block.key === 'conversation:suggest.code')
    if (code !== (last === '2' && onlyAnswers(channel))) fail('a code, or none, where it should not be so')
    if (told.session?.standing.prompt !== bundle.flow.start) fail('it does not lead back')
  }
  if (!enough) fail('it is never enough for a day')
}
