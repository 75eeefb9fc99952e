import type { Temporal } from 'temporal-polyfill'
import { listingWords, messagesOf } from '../../channels/words/index.ts'
import type { Bundle, Sentences } from '../../content/index.ts'
import { languageName } from '../../conversation/language-name.ts'
import type { Block, Reply } from '../../conversation/reply.ts'
import type { Listed } from '../../directory/index.ts'
import { languages as all, type Language } from '../../taxonomy.ts'
import { activityProblems, smsProblems, type Told, webProblems } from './limits.ts'
import { whatsappProblems } from './whatsapp.ts'

/** Looks at replies, each different one once in every language and on every channel, and remembers what is wrong. */
export type Judge = {
  /** `where`: how a person came by it, for the message about what is wrong. */
  look(blocks: readonly Block[], now: Temporal.Instant, where: string): void
  /** As `look`, by SMS alone: of what was looked at already, with more said before it. */
  bySms(blocks: readonly Block[], now: Temporal.Instant, where: string, only?: readonly Language[]): void
  /** As `look`, on WhatsApp alone. */
  onWhatsapp(blocks: readonly Block[], now: Temporal.Instant, where: string): void
  fail(problem: string): void
  readonly problems: ReadonlySet<string>
  /** Different replies looked at, and how often one was rendered. */
  readonly counts: { replies: number; rendered: number }
}

/** A block that names a language names it in the one it is looked at in. */
function toldIn(language: Language, block: Block): Block {
  const spoken = block.type === 'text' ? block.params?.spoken : undefined
  if (block.type !== 'text' || typeof spoken !== 'string') return block
  return { ...block, params: { ...block.params, language: languageName(spoken, language) } }
}

/** @param languages those that replies are looked at in */
export function createJudge(bundle: Bundle, languages: readonly Language[] = all): Judge {
  const sentences = remembered(bundle.sentences)
  const problems = new Set<string>()
  const seen = new Set<string>()
  const counts = { replies: 0, rendered: 0 }
  const words = new Map<string, string>()
  const isNew = (key: string) => seen.size < seen.add(key).size

  /** What of a listed service is printed, however it is worded. */
  const facts = (listed: Listed, told: Told): string => {
    const { service, contact, location, opening, confirmed } = listed
    const key = `${service} ${contact} ${location} ${told.now.epochMilliseconds} ${JSON.stringify(opening)}`
    const known = words.get(key) ?? listingWords({ ...told, language: 'en', channel: 'web' }, listed)?.opening ?? ''
    words.set(key, known)
    return [service, contact, location, known, miles(listed), confirmed].join(' ')
  }
  const why = ({ reasons }: Listed) => reasons.map((one) => ('value' in one ? `${one.id}:${one.value}` : one.id))
  const signature = (block: Block, told: Told): string => {
    if (block.type === 'services')
      return block.items.map(({ key, listed }) => `${key} ${facts(listed, told)}`).join('\n')
    if (block.type === 'card') return `card ${facts(block.listed, told)} ${why(block.listed).join(' ')}`
    return JSON.stringify(block)
  }
  /** On a page each block stands for itself, and a time or a distance is a word among others (sentences.ts has them all). */
  const onPage = (block: Block, reply: Reply): Reply[] => {
    const parts: Block[] =
      block.type === 'services' ? block.items.map((item) => ({ ...block, items: [item] })) : [block]
    return parts
      .filter((part) => {
        const [listed] = part.type === 'services' ? part.items.map((item) => item.listed) : []
        const shown = part.type === 'card' ? part.listed : listed
        const gist = shown && [shown.service, shown.contact, shown.location, shown.opening.state, shown.confirmed]
        const key = shown
          ? [part.type, ...(gist ?? []), ...(part.type === 'card' ? why(shown) : [])].join(' ')
          : JSON.stringify(part)
        return isNew(`page ${reply.language} ${key}`)
      })
      .map((part) => ({ ...reply, blocks: [part] }))
  }
  const report = (reply: Reply, channel: string, where: string, found: string[]) => {
    counts.rendered++
    // The same thing wrong is said once, of where it was met first.
    for (const problem of found)
      if (isNew(`wrong ${reply.language} ${channel} ${problem}`))
        problems.add(`${reply.language}, ${channel}, ${where}: ${problem}`)
  }
  const inEach = (each: readonly Language[], blocks: readonly Block[], at: (reply: Reply) => void) => {
    for (const language of each)
      for (const reply of messagesOf({ language, blocks: blocks.map((block) => toldIn(language, block)) })) at(reply)
  }
  return {
    look(blocks, now, where) {
      const told = { sentences, directory: bundle.directory, now }
      if (!isNew(blocks.map((block) => signature(block, told)).join('\n'))) return
      counts.replies++
      inEach(languages, blocks, (reply) => {
        report(reply, 'sms', where, smsProblems(bundle, told, reply))
        for (const part of reply.blocks.flatMap((block) => onPage(block, reply))) {
          report(part, 'web', where, webProblems(bundle, told, part))
          report(part, 'botframework', where, activityProblems(bundle, told, part))
          if (part.blocks.some(({ type }) => type === 'services'))
            report(part, 'whatsapp', where, whatsappProblems(bundle, told, part))
        }
        if (!blocks.some(({ type }) => type === 'services'))
          report(reply, 'whatsapp', where, whatsappProblems(bundle, told, reply))
      })
    },
    bySms(blocks, now, where, only = languages) {
      const told = { sentences, directory: bundle.directory, now }
      counts.replies++
      inEach(only, blocks, (reply) => report(reply, 'sms', where, smsProblems(bundle, told, reply)))
    },
    onWhatsapp(blocks, now, where) {
      const told = { sentences, directory: bundle.directory, now }
      inEach(languages, blocks, (reply) => report(reply, 'whatsapp', where, whatsappProblems(bundle, told, reply)))
    },
    fail: (problem) => void problems.add(problem),
    problems,
    counts,
  }
}

function miles(listed: Listed): string {
  return listed.miles === null ? '' : listed.miles.toFixed(1)
}

/** The same sentences are said again and again, and looking one up costs more than all else of a reply. */
function remembered(sentences: Sentences): Sentences {
  const known = new Map<string, string>()
  return {
    ...sentences,
    say(language, key, params, channel) {
      let asked = `${language} ${key} ${channel}`
      for (const name in params) asked += ` ${name} ${params[name]}`
      const said = known.get(asked) ?? sentences.say(language, key, params, channel)
      known.set(asked, said)
      return said
    },
  }
}
