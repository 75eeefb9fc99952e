import type { Bundle } from '../../content/index.ts'
import { act } from '../../conversation/actions.ts'
import type { At } from '../../conversation/content.ts'
import type { Block } from '../../conversation/reply.ts'
import { emptySlots, newSession, type Session } from '../../conversation/session.ts'
import { show } from '../../conversation/show.ts'
import { withImplied } from '../../conversation/slots.ts'
import { signpost } from '../../conversation/step.ts'
import { type Language, languages } from '../../taxonomy.ts'
import type { Judge } from './judge.ts'
import { type Clock, clocksOf } from './moments.ts'
import { pairsOf, placesOf, type Told, valuesOf, type Where } from './states.ts'

/** A list as somebody gets it, and when: of those that begin alike, one. */
export type Sample = { blocks: Block[]; now: Clock['now']; where: string }

/** What lists are looked at for; `spoken` has one language of each kind that is listed alike. */
export type ListStates = { values: Told[]; pairs: Told[]; places: Where[]; clocks: Clock[]; spoken: Language[] }

export function listStates(bundle: Bundle, root: string): ListStates {
  const values = valuesOf(bundle)
  return {
    values,
    pairs: pairsOf(values),
    places: placesOf(bundle, root),
    clocks: clocksOf(bundle),
    spoken: listLanguages(bundle),
  }
}

/** Which of several threads this is; clocks are shared among them, for at another hour a list has other words. */
type Share = { share: number; shares: number }

/**
 * Every list and card that what people tell us can lead to, at every class of place and clock. Each slot value alone: with
 * every language in which people are listed other services, and, in these in turn, with what they can ask for next (more,
 * a person).
 * Each two together: at every kind of place, those of one kind in turn, and with these languages in turn, so that every pair
 * meets every kind of place with every clock, and either with every language.
 */
export function checkLists(
  bundle: Bundle,
  judge: Judge,
  { values, pairs, places, clocks, spoken }: ListStates,
  { share, shares }: Share = { share: 0, shares: 1 },
): { states: number; samples: Sample[] } {
  const samples = new Map<string, Sample>()
  const cards = new Set<string>()
  let states = 0
  const look = (blocks: Block[], clock: Clock, where: string) => {
    judge.look(blocks, clock.now, where)
    const key = beginning(blocks)
    if (key && !samples.has(key)) samples.set(key, { blocks, now: clock.now, where })
  }
  const lookAt = (told: Told, { name, place }: Where, clock: Clock, language: Language, further: boolean) => {
    states++
    const at: At = { now: clock.now, channel: 'sms' }
    const where = `${told.name}, ${name}, ${clock.name}`
    const slots = withImplied(bundle.flow, { ...emptySlots, ...told.slots, place })
    const listed = signpost(bundle, newSession(language, bundle.flow.start, at.now.epochMilliseconds), slots, at)
    if (!listed.session) return
    look(listed.blocks, clock, where)
    lookAtCards(bundle, listed.session, listed.blocks, at, cards, (blocks, id) =>
      look(blocks, clock, `${where}, card of ${id}`),
    )
    if (!further) return
    for (const command of ['more', 'human'] as const) {
      const next = act(bundle, listed.session, command, bundle.read('').meaning, at, 'under_way')
      look(next.blocks, clock, `${where}, ${command}`)
    }
  }
  const kinds = [...Map.groupBy(places, ({ kind }) => kind).values()]
  const inTurn = <T>(all: readonly T[], turn: number): T[] => all.slice(turn % all.length).slice(0, 1)
  clocks.forEach((clock, hour) => {
    if (hour % shares !== share) return
    for (const [value, told] of [{ name: 'nothing told', slots: {} }, ...values].entries())
      for (const [where, place] of places.entries()) {
        const [asks] = inTurn(spoken, value + where + hour)
        for (const language of spoken) lookAt(told, place, clock, language, language === asks)
      }
    pairs.forEach((told, pair) => {
      kinds.forEach((alike, kind) => {
        for (const place of inTurn(alike, pair + hour))
          for (const language of inTurn(spoken, pair + kind + hour)) lookAt(told, place, clock, language, false)
      })
    })
  })
  return { states, samples: [...samples.values()] }
}

/**
 * One language of each kind that is listed alike: English, those that a service speaks, and all others (`Query.language`
 * weighs only what a service speaks, and that it is not English).
 */
function listLanguages({ directory }: Bundle): Language[] {
  const speaks = new Set(directory.services.flatMap(({ languages }) => languages.map((one) => one.split('-')[0])))
  const kindOf = (language: Language) => (language === 'en' || speaks.has(language.split('-')[0]) ? language : 'other')
  return [...new Map(languages.map((language) => [kindOf(language), language])).values()]
}

/** How a list begins: what is above it and its first service, which are what is left of it where room is short. */
function beginning(blocks: Block[]): string | null {
  const list = blocks.find((block) => block.type === 'services')
  const [first] = list?.type === 'services' ? list.items : []
  if (!first) return null
  const { service, contact } = first.listed
  const keys = blocks.flatMap((block) => (block.type === 'text' ? block.key : []))
  return [...keys, service, contact].join(' ')
}

/** The cards of what is listed, each once for every way of meeting the service and reason for showing it. */
function lookAtCards(
  bundle: Bundle,
  session: Session,
  blocks: Block[],
  at: At,
  seen: Set<string>,
  look: (blocks: Block[], id: string) => void,
): void {
  for (const block of blocks)
    for (const { listed } of block.type === 'services' ? block.items : []) {
      const reasons = listed.reasons.map((one) => ('value' in one ? `${one.id}:${one.value}` : one.id))
      const { service, contact, location, opening } = listed
      const key = [service, contact, location, opening.state, ...reasons].join(' ')
      if (seen.has(key)) continue
      seen.add(key)
      const { standing } = session
      const card = { ...standing, prompt: 'card', page: [service, ...standing.page] }
      look(show(bundle, { ...session, standing: card }, at).blocks, service)
    }
}
