import type { Danger, DangerReply } from '../safety/index.ts'
import { answeredIn, type Language } from '../taxonomy.ts'
import type { Meaning } from '../understanding/meaning.ts'
import type { ConversationContent } from './content.ts'
import type { Block } from './reply.ts'
import { fillsSomething } from './slots.ts'

type DangerBlock = Extract<Block, { type: 'danger' }>

/** The fixed words for a danger as a block of a reply. */
export function dangerBlock({ key, lines, brief }: DangerReply): DangerBlock {
  return { type: 'danger', key: `safety:${key}`, lines, wayOn: brief ? 'safety:carry_on_brief' : 'safety:carry_on' }
}

/**
 * The same, and beside it Childline for a child or young person where the words do not name it, and for somebody who cannot
 * call how to be helped without. Past its date either falls away.
 */
export function dangerBlocks(
  { replies }: Pick<ConversationContent, 'replies'>,
  reply: DangerReply,
  { young, preferences }: { young: boolean; preferences: readonly string[] },
  date: Date,
): DangerBlock[] {
  const childline = replies.childline(date)
  const named = childline?.lines.every((line) => reply.lines.includes(line))
  const beside = [
    ...(young && childline && !named ? [childline] : []),
    ...(preferences.includes('no_calls') ? [replies.noCalls(date)] : []),
  ].filter((one) => one !== null)
  return [dangerBlock(reply), ...beside.map((one) => ({ ...dangerBlock(one), wayOn: undefined }))]
}

/** For someone who stopped the texts the way on is to come back: they are told how. */
export function namingStart(block: Block): Block {
  if (block.type !== 'danger' || !block.wayOn) return block
  return { ...block, wayOn: block.wayOn === 'safety:carry_on_brief' ? 'safety:come_back_brief' : 'safety:come_back' }
}

/** Danger is answered in the language it is written in, even one in which no conversation is offered yet; null: unclear. */
export function languageOfDanger({ language, languageSure }: Meaning): Language | null {
  return languageSure ? answeredIn(language) : null
}

/**
 * A short cry that no other word of its language stands beside is in the language whose words of danger it holds. One word
 * alone is not enough: "suicide" and "overdose" stand in many a language's lexicon, and are English first.
 */
export function saidIn(meaning: Meaning, danger: Danger): Meaning {
  const [sign] = danger.why
  const [language] = sign?.rule.split('/') ?? []
  const unclear = !meaning.languageSure && meaning.language !== 'en'
  if (!unclear || !language || language === 'en' || !answeredIn(language) || !sign?.words.includes(' ')) return meaning
  return { ...meaning, language, languageSure: true }
}

/** Who speaks of being hurt at home and of nothing else ("he doesnt hit me") speaks of safety there, not of nothing. */
export function aboutHome(meaning: Meaning, danger: Danger | null): Meaning {
  const speaks = danger?.kind === 'domestic_abuse' && danger.who === 'self' && !danger.unsure
  const { command, choice, courtesy } = meaning
  if (!speaks || fillsSomething(meaning) || command || courtesy || choice !== null) return meaning
  return { ...meaning, needs: ['domestic_abuse'], empty: false }
}

/** The words for danger of a language that nobody has reviewed stand in English too. */
export function inEnglishToo(
  content: Pick<ConversationContent, 'drafts'>,
  language: Language,
  blocks: Block[],
): Block[] {
  if (!content.drafts.has(language)) return blocks
  return [...blocks, ...blocks.flatMap((one) => (one.type === 'danger' ? [{ ...one, language: 'en' as const }] : []))]
}
