import type { ConversationContent } from './content.ts'
import type { Block, Choice } from './reply.ts'

/** What a person sees where they stand, and what each number or word on it means. */
export type Shown = { blocks: Block[]; choices: Record<string, string> }

/** `quiet`: the text beside it already names it, so only a channel with buttons shows it. */
export function urgentChoice(content: ConversationContent, quiet = false): Choice {
  return { key: content.flow.urgent, label: 'conversation:choice.urgent', value: 'command:help', quiet }
}
