import { honest, type Listed, type Query } from '../directory/index.ts'
import type { At, ConversationContent } from './content.ts'
import { findAgain, queryOf } from './find.ts'
import { languageName } from './language-name.ts'
import type { Block, Choice } from './reply.ts'
import type { Session, Slots } from './session.ts'
import { type Shown, urgentChoice } from './shown.ts'
import { holds } from './slots.ts'

/** One step from every signpost. */
const wrongChoice: Choice = { key: 'WRONG', label: 'conversation:choice.wrong', value: 'command:wrong', quiet: true }

/** Places we do not know: asked for below every list, and in words where one says that something is missing. */
const suggestChoice: Choice = {
  key: 'SUGGEST',
  label: 'conversation:choice.suggest',
  value: 'command:suggest',
  quiet: true,
}
const invite: Block = { type: 'text', key: 'conversation:suggest.invite', only: 'text' }

/** Headings that say so, of the area we know. */
const gaps = ['nothing_near', 'nothing_for_this', 'not_all'].map((gap) => `conversation:honest.${gap}`)

/** The list a person was signposted to, with today's facts, under the words that are true of it. */
export function showResults(content: ConversationContent, session: Session, at: At): Shown {
  const { slots, page } = session.standing
  const listed = findAgain(content, slots, session.language, at, page)
  if (listed.length === 0) return showNothing(content)
  const above = heading(content, session, listed)
  return {
    blocks: [
      above,
      ...list(
        content,
        listed,
        slots.place,
        slots.place ? 'conversation:trailer.list' : 'conversation:trailer.list_or_place',
        session.plain,
        above.type === 'text' && gaps.includes(above.key) ? [invite] : [],
      ),
    ],
    choices: meaningsOf(listed.map((one) => one.service)),
  }
}

/** People who answer: now where all of them do, and when where they do not. */
export function showHuman(content: ConversationContent, session: Session, at: At): Shown {
  const listed = findAgain(content, session.standing.slots, session.language, at, session.standing.page)
  if (listed.length === 0) return showNothing(content)
  const now = listed.every((one) => one.possibleNow)
  return {
    blocks: [
      { type: 'text', key: now ? 'conversation:human.now' : 'conversation:human.later' },
      ...list(content, listed, session.standing.slots.place, 'conversation:trailer.list', session.plain),
    ],
    choices: meaningsOf(listed.map((one) => one.service)),
  }
}

/** One service in full; the numbers still mean the list it came from, which is on the person's screen. */
export function showCard(content: ConversationContent, session: Session, at: At): Shown {
  const { slots, page } = session.standing
  const [chosen = '', ...fromList] = page
  const [listed] = findAgain(content, slots, session.language, at, [chosen])
  if (!listed) return showNothing(content)
  const back: Choice = { key: 'BACK', label: 'conversation:choice.back', value: 'command:back', quiet: true }
  return {
    blocks: [
      { type: 'card', listed, plain: session.plain },
      { type: 'text', key: 'conversation:trailer.card' },
      { type: 'choices', items: [back, wrongChoice, urgentChoice(content, true)] },
    ],
    choices: meaningsOf(fromList),
  }
}

/**
 * What stands above a list. What must be known before anything else (danger after a break, safety, a loss) is never
 * given up for what is merely true of the list: that nothing is near, or that nothing answers just what was asked.
 */
function heading(content: ConversationContent, session: Session, listed: Listed[]): Block {
  const { slots, page, shown } = session.standing
  const fitting = content.flow.results.find((one) => holds(one.when, slots))
  const words = fitting?.once && session.said.includes(fitting.say) ? content.flow.results.at(-1) : fitting
  const further = shown.length > page.length
  if (session.plain && slots.needs.includes('domestic_abuse'))
    return { type: 'text', key: 'conversation:results.plain' }
  if (words?.always && !further) return { type: 'text', key: words.say }
  const query = queryOf(content, slots, session.language)
  const gap = honest(listed, query)
  const place = slots.place ? content.places.name(slots.place) : ''
  if (gap === 'out_of_area' && !further)
    return { type: 'text', key: 'conversation:honest.out_of_area', params: { place } }
  if (further) return { type: 'text', key: 'conversation:results.further' }
  if (!answers(listed, query)) return { type: 'text', key: 'conversation:honest.nothing_for_this' }
  const language = unspoken(listed, query)
  if (language)
    return {
      type: 'text',
      key: 'conversation:honest.no_speaker',
      // The code too, for who looks at the reply in other languages.
      params: { spoken: language, language: languageName(language, session.language) },
    }
  if (unmet(listed, query)) return { type: 'text', key: 'conversation:honest.not_all' }
  if (gap === 'nothing_near' && listed.some((one) => one.miles !== null))
    return { type: 'text', key: 'conversation:honest.nothing_near', params: { place } }
  return { type: 'text', key: words?.say ?? 'conversation:results.any' }
}

/** Whether anything listed answers what was asked, rather than something wider. */
function answers(listed: Listed[], query: Query): boolean {
  return listed.some(({ reasons }) =>
    reasons.some(
      ({ id, ...reason }) =>
        id === 'substance' || (id === 'need' && 'value' in reason && query.needs.some((need) => need === reason.value)),
    ),
  )
}

/** A language that was asked for and that nobody listed is known to speak. */
function unspoken(listed: Listed[], { preferences }: Query): string | undefined {
  return preferences
    .flatMap((one) => (one.startsWith('speaks:') ? [one.slice('speaks:'.length)] : []))
    .find(
      (one) =>
        !listed.some(({ reasons }) => reasons.some((reason) => reason.id === 'speaks' && one.startsWith(reason.value))),
    )
}

/** A wish nobody listed is known to meet is said, not passed over. */
function unmet(listed: Listed[], query: Query): boolean {
  const wishes = ['women_only', 'men_only', 'lgbt', 'childcare', 'step_free', 'meet_first']
  return query.preferences.some(
    (wish) =>
      wishes.includes(wish) &&
      !listed.some(({ reasons }) =>
        reasons.some((reason) => 'value' in reason && (reason.value === wish || reason.value === `fits:${wish}`)),
      ),
  )
}

/** Nothing may be listed (nothing confirmed, or all of it gone since): never a dead end all the same. */
function showNothing(content: ConversationContent): Shown {
  const menu: Choice = { key: 'MENU', label: 'conversation:choice.menu', value: 'command:menu', quiet: true }
  return {
    blocks: [
      { type: 'text', key: 'conversation:results.none' },
      invite,
      { type: 'choices', items: [menu, suggestChoice, urgentChoice(content)] },
    ],
    choices: {},
  }
}

function list(
  content: ConversationContent,
  listed: Listed[],
  place: Slots['place'],
  trailer: string,
  plain: boolean,
  lead: Block[] = [],
): Block[] {
  return [
    { type: 'services', items: listed.map((one, index) => ({ key: String(index + 1), listed: one })), place, plain },
    ...lead,
    { type: 'text', key: trailer },
    {
      type: 'choices',
      items: [
        { key: 'MORE', label: 'conversation:choice.more', value: 'command:more', quiet: true },
        { key: 'MENU', label: 'conversation:choice.menu', value: 'command:menu', quiet: true },
        wrongChoice,
        suggestChoice,
        urgentChoice(content, true),
      ],
    },
  ]
}

function meaningsOf(services: string[]): Record<string, string> {
  return Object.fromEntries(services.map((service, index) => [String(index + 1), `service:${service}`]))
}
