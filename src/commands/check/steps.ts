import type { Bundle } from '../../content/index.ts'
import type { At } from '../../conversation/content.ts'
import type { Block } from '../../conversation/reply.ts'
import { readSession, type Session } from '../../conversation/session.ts'
import { stay } from '../../conversation/step.ts'
import { isSuggesting } from '../../conversation/suggest.ts'
import { type Input, openTurn, type Turn, turn } from '../../conversation/turn.ts'
import type { Place } from '../../places/place.ts'
import { commands, crisisKinds, needs } from '../../taxonomy.ts'
import { courtesies } from '../../understanding/meaning.ts'
import type { Judge } from './judge.ts'
import type { Clock } from './moments.ts'

/** A language that people ask for and we do not have: Ukrainian. */
const notOurs = 'uk'

/**
 * Walks the conversation as people could, by every choice offered, every command, places, and words that mean nothing, from
 * the greeting down: each question must be met, and each reply must show a way to urgent help and a way on, and be left by
 * STOP and by FORGET.
 * @param places two or more that one name could mean, and one to answer with
 * @param depth where a walk stops: people get to a signpost in fewer steps
 */
export function checkSteps(bundle: Bundle, judge: Judge, { now }: Clock, places: readonly Place[], depth = 4): string {
  const at: At = { now, channel: 'sms', fresh: 'a-place' }
  const met = new Set<string>()
  const seen = new Set<string>()
  const opened = openTurn(bundle, 'en', at)
  judge.look(opened.reply.blocks, now, 'the greeting')
  judge.look(openTurn({ ...bundle, saysDraft: true }, 'pa', at).reply.blocks, now, 'the greeting of a draft language')
  judge.look(stay(bundle, opened.session, at, { manner: 'return' }).blocks, now, 'the greeting after a silence')
  for (const key of ['errors:away', 'errors:paused', 'errors:tomorrow'])
    judge.look([{ type: 'text', key }], now, `instead of an answer, ${key}`)
  const nothing = bundle.read('').meaning
  const forget: Input = { text: '', meaning: { ...nothing, command: 'forget' }, danger: null, stopped: true }
  judge.look(turn(bundle, opened.session, forget, at).reply?.blocks ?? [], now, 'FORGET after STOP')
  let steps = 0
  let level: Session[] = [{ ...opened.session, languageChosen: true }]
  for (let step = 0; step < depth; step++) {
    const next: Session[] = []
    for (const session of level)
      for (const input of [...inputsAt(bundle, session, places), ...(step === 0 ? needsNamed(bundle) : [])]) {
        steps++
        const done = turn(bundle, readSession(JSON.stringify(session)), input, at)
        const where = `from ${session.standing.prompt} by ${nameOf(input)}`
        const left = wayOut(done, input, where)
        if (left) {
          for (const problem of left) judge.fail(problem)
          if (done.reply) judge.look(done.reply.blocks, now, where)
          continue
        }
        if (!done.reply || !done.session) {
          judge.fail(`${where}: no reply`)
          continue
        }
        met.add(done.session.standing.prompt)
        for (const problem of waysOn(bundle, done.reply.blocks, done.session, where)) judge.fail(problem)
        const state = JSON.stringify(done.reply.blocks)
        if (seen.has(state)) continue
        seen.add(state)
        judge.look(done.reply.blocks, now, where)
        next.push({ ...done.session, language: 'en' })
      }
    level = next
  }
  for (const question of Object.keys(bundle.flow.questions))
    if (!met.has(question) && question !== bundle.flow.start) judge.fail(`the question ${question} is never met`)
  return `${steps} steps, ${seen.size} different replies, ${met.size} kinds of place to stand`
}

function inputsAt(bundle: Bundle, session: Session, [place, ...others]: readonly Place[]): Input[] {
  const nothing = bundle.read('').meaning
  const input = (extra: Partial<Input>): Input => ({ text: '', meaning: nothing, danger: null, ...extra })
  const asksPlace = session.standing.prompt === 'place'
  const ambiguous = [place, ...others].filter((one) => one !== undefined).slice(0, 5)
  return [
    ...Object.values(session.choices).map((value) => input({ value })),
    ...commands.map((command) => input({ meaning: { ...nothing, command } })),
    ...(asksPlace ? ambiguous.map((one) => input({ meaning: { ...nothing, place: one, empty: false } })) : []),
    ...(asksPlace ? [input({ meaning: { ...nothing, place: { ambiguous }, empty: false } })] : []),
    ...courtesies.map((courtesy) => input({ meaning: { ...nothing, courtesy, empty: false } })),
    ...(isSuggesting(session.standing.prompt) ? [input({ text: 'somewhere' })] : []),
    input({ media: true }),
    input({ meaning: { ...nothing, command: 'language', to: notOurs } }),
    ...crisisKinds.map((kind) => input({ danger: { kind, who: 'self', level: 'gentle', young: false, why: [] } })),
    input({}),
  ]
}

/** Every need as someone names it in their own words, of whom they do not say. */
function needsNamed(bundle: Bundle): Input[] {
  const nothing = bundle.read('').meaning
  return needs.map((need) => ({ text: '', meaning: { ...nothing, needs: [need] }, danger: null }))
}

/** What is wrong after a word that ends it; null for any other. */
function wayOut({ session, reply, forget, optOut }: Turn, { meaning }: Input, where: string): string[] | null {
  if (meaning.command === 'stop') return optOut && reply ? [] : [`${where}: it does not stop`]
  if (meaning.command === 'quiet')
    return forget && session === null && !reply ? [] : [`${where}: it does not end quietly`]
  if (meaning.command === 'forget') return forget && session === null && reply ? [] : [`${where}: it does not forget`]
  return null
}

/** Choices, or a place to be named, or the words that say what can be sent; and urgent help among them. */
export function waysOn(bundle: Bundle, blocks: readonly Block[], session: Session, where: string): string[] {
  const offered = blocks.flatMap((block) => (block.type === 'choices' ? block.items : []))
  const urgent =
    blocks.some((block) => block.type === 'danger') || offered.some((item) => item.key === bundle.flow.urgent)
  const only = blocks.some((block) => block.type === 'text' && block.key === 'conversation:trailer.urgent')
  const onward =
    offered.length > 1 || Object.keys(session.choices).length > 0 || session.standing.prompt === 'place' || only
  return [
    ...(urgent || only ? [] : [`${where}: no way to urgent help is shown`]),
    ...(onward ? [] : [`${where}: a dead end`]),
  ]
}

function nameOf(input: Input): string {
  if (input.media) return 'a picture'
  if (input.danger) return `${input.danger.kind}, gentle`
  if (input.meaning.to) return `asking for ${input.meaning.to}`
  return (
    input.value ??
    input.meaning.command ??
    input.meaning.courtesy ??
    (input.meaning.place ? 'a place' : 'nothing understood')
  )
}
