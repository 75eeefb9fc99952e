import { renderSms } from '../../channels/sms/render.ts'
import { smsSize } from '../../channels/sms/text.ts'
import { messageBreak } from '../../channels/words/index.ts'
import type { Bundle } from '../../content/index.ts'
import type { Session } from '../../conversation/session.ts'
import { type Input, turn } from '../../conversation/turn.ts'
import { type Language, languages } from '../../taxonomy.ts'
import type { Clock } from './moments.ts'
import type { Where } from './states.ts'

/** SMS parts of everything a person is sent from their first text to the first signpost, over all journeys by number. */
export type Journeys = { language: Language; journeys: number; shortest: number; median: number; worst: number }

/** No journey is longer than this; one that were would never end. */
const mostReplies = 10

/**
 * Every journey from "hi" to the first signpost by the choices offered, where they say where they are in every way there is
 * a class of (or skip it), at each of the clocks.
 * @throws where a journey does not end at a signpost
 */
export function journeysOf(bundle: Bundle, places: readonly Where[], clocks: readonly Clock[]): Journeys[] {
  return languages.map((language) => {
    const parts = clocks.flatMap((clock) => walk(bundle, language, places, clock)).toSorted((one, other) => one - other)
    const at = (share: number) => parts[Math.floor((parts.length - 1) * share)] ?? 0
    return { language, journeys: parts.length, shortest: at(0), median: at(0.5), worst: at(1) }
  })
}

/** As a table in Markdown. */
export function journeysTable(all: readonly Journeys[]): string {
  const names = new Intl.DisplayNames(['en'], { type: 'language' })
  const rows = all.map(({ language, journeys, shortest, median, worst }) =>
    [`${names.of(language)} (\`${language}\`)`, journeys, shortest, median, worst].join(' | '),
  )
  return ['language | journeys | shortest | median | worst', '---|---:|---:|---:|---:', ...rows]
    .map((row) => `| ${row} |`)
    .join('\n')
}

/** The parts of each journey. */
function walk(bundle: Bundle, language: Language, places: readonly Where[], { now }: Clock): number[] {
  const told = { sentences: bundle.sentences, directory: bundle.directory, now }
  const nothing = bundle.read('').meaning
  const say = (extra: Partial<Input>): Input => ({ text: '', meaning: nothing, danger: null, language, ...extra })
  const answers = (session: Session): Input[] => {
    const { prompt } = session.standing
    if (prompt !== 'place') return Object.values(session.choices).map((value) => say({ value }))
    return places.map(({ place }) =>
      say({ meaning: place ? { ...nothing, place, empty: false } : { ...nothing, command: 'skip', empty: false } }),
    )
  }
  const from = (session: Session | null, input: Input, before: number, replies: number): number[] => {
    const done = turn(bundle, session, input, { now, channel: 'sms' })
    if (!done.reply || !done.session || replies > mostReplies)
      throw new Error(`${language}: a journey ends at ${session?.standing.prompt} without a signpost`)
    const messages = renderSms(bundle.flow, told, done.reply).split(messageBreak)
    const sum = messages.reduce((parts, text) => parts + smsSize(text).parts, before)
    const next = done.session
    return next.signposted ? [sum] : answers(next).flatMap((answer) => from(next, answer, sum, replies + 1))
  }
  return from(null, say({ meaning: { ...nothing, courtesy: 'greeting', empty: false } }), 0, 1)
}
