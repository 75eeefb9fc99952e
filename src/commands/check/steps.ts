import { Temporal } from 'temporal-polyfill'
import type { Bundle } from '../../content/index.ts'
import type { Block, Reply } from '../../conversation/reply.ts'
import { readSession, type Session } from '../../conversation/session.ts'
import { type Input, openTurn, turn } from '../../conversation/turn.ts'
import { type Language, needs } from '../../taxonomy.ts'
import { limitsOf } from './limits.ts'
import type { Checked } from './sentences.ts'

/** Where a walk stops: people get to a signpost in far fewer steps. */
const depth = 4
const commands = ['back', 'menu', 'more', 'human', 'language', 'skip', 'help'] as const

/**
 * Walks the conversation as people could, by every choice offered and every command, from the greeting down: each
 * question must be met, and each reply, in every language, must fit and show a way to urgent help and a way on.
 */
export function checkSteps(bundle: Bundle, now: number, languages: readonly Language[]): Checked {
  const at = { now: Temporal.Instant.fromEpochMilliseconds(now), channel: 'sms' as const }
  const problems = new Set<string>()
  const met = new Set<string>()
  const seen = new Set<string>()
  const look = (reply: Reply, where: string) => {
    for (const language of languages)
      for (const problem of limitsOf(bundle, { ...reply, language }, now, `${language}, ${where}`))
        problems.add(problem)
  }
  const opened = openTurn(bundle, 'en', at)
  look(opened.reply, 'the greeting')
  let steps = 0
  let level: Session[] = [{ ...opened.session, languageChosen: true }]
  for (let step = 0; step < depth; step++) {
    const next: Session[] = []
    for (const session of level)
      for (const input of [...inputsAt(bundle, session), ...(step === 0 ? needsNamed(bundle) : [])]) {
        steps++
        const done = turn(bundle, readSession(JSON.stringify(session)), input, at)
        const where = `from ${session.standing.prompt} by ${nameOf(input)}`
        if (!done.reply || !done.session) {
          problems.add(`${where}: no reply`)
          continue
        }
        met.add(done.session.standing.prompt)
        for (const problem of waysOn(bundle, done.reply.blocks, done.session, where)) problems.add(problem)
        const state = JSON.stringify(done.reply.blocks)
        if (seen.has(state)) continue
        seen.add(state)
        look(done.reply, where)
        next.push({ ...done.session, language: 'en' })
      }
    level = next
  }
  for (const question of Object.keys(bundle.flow.questions))
    if (!met.has(question) && question !== bundle.flow.start) problems.add(`the question ${question} is never met`)
  return {
    looked: `${steps} steps, ${seen.size} different replies, ${met.size} kinds of place`,
    problems: [...problems],
  }
}

function inputsAt(bundle: Bundle, session: Session): Input[] {
  const nothing = bundle.read('').meaning
  const input = (extra: Partial<Input>): Input => ({ text: '', meaning: nothing, danger: null, ...extra })
  const places =
    session.standing.prompt === 'place'
      ? ['tipton', 'B66 1', 'leeds'].map((text) => input({ text, meaning: bundle.read(text).meaning }))
      : []
  return [
    ...Object.values(session.choices).map((value) => input({ value })),
    ...commands.map((command) => input({ meaning: { ...nothing, command } })),
    ...places,
    input({}),
  ]
}

/** Every need as someone names it in their own words, of whom they do not say. */
function needsNamed(bundle: Bundle): Input[] {
  const nothing = bundle.read('').meaning
  return needs.map((need) => ({ text: '', meaning: { ...nothing, needs: [need] }, danger: null }))
}

function waysOn(bundle: Bundle, blocks: Block[], session: Session, where: string): string[] {
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
  return input.value ?? input.meaning.command ?? (input.text || 'nothing understood')
}
