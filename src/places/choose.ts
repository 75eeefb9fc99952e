import type { Token } from '../text/index.ts'
import type { Place, PlaceReading } from './place.ts'
import type { RoleReader, Said, Span } from './roles.ts'

/** Something read as a place; several places where the name fits several. `weak`: it may only be the name of a street. */
export type Mention = Span & { places: Place[]; weak: boolean }

/** More than this is no list to choose from in a text message. */
const mostChoices = 5

/** The bigger places a place is said to be in or by, by slug. */
export type SaidWith = (place: Place) => readonly string[]

/**
 * Makes one reading of the places in a message. Places that lie in one another are one place, the more exact. Of others,
 * the one where help is clearly wanted counts, and the one a person left or turns down does not. A postcode beside a
 * town is what locates it. What is then still two places is ambiguous, in the order they were named.
 */
export function choose(
  tokens: readonly Token[],
  mentions: readonly Mention[],
  roles: RoleReader,
  saidWith: SaidWith,
): PlaceReading | null {
  const strong = mentions.some((one) => !one.weak) ? mentions.filter((one) => !one.weak) : mentions
  const distinct = new Set(strong.flatMap((one) => one.places.map(key)))
  if (distinct.size <= 1) return strong[0]?.places[0] ?? null

  const said = roles(tokens, strong)
  const all = strong.map((one, index) => ({ places: one.places, said: said[index] ?? silent }))
  let candidates = merge(withoutBigger(all, saidWith))
  candidates = keepIfAny(candidates, ({ said: { role } }) => role === 'wish')
  candidates = keepIfAny(candidates, ({ said: { role } }) => role !== 'turned_down')
  candidates = keepIfAny(candidates, ({ said: { role } }) => role !== 'gone')
  candidates = mostExact(candidates)

  const places = [...new Map(candidates.flatMap((one) => one.places).map((place) => [key(place), place])).values()]
  return places.length === 1 && places[0] ? places[0] : { ambiguous: places.slice(0, mostChoices) }
}

type Candidate = { places: Place[]; said: Said }

const silent: Said = { role: null, own: false, either: false, beside: false }

function key(place: Place): string {
  return `${place.value}/${place.town ?? ''}`
}

function keepIfAny(candidates: Candidate[], good: (one: Candidate) => boolean): Candidate[] {
  const kept = candidates.filter(good)
  return kept.length > 0 ? kept : candidates
}

/** "smethwick, birmingham" is Smethwick; "smethwick or birmingham" is not, nor "live in smethwick, need help in birmingham". */
function withoutBigger(all: Candidate[], saidWith: SaidWith): Candidate[] {
  const dropped = new Set<Candidate>()
  all.forEach((one, index) => {
    const before = all[index - 1]
    if (!before || !one.said.beside) return
    const isBigger = (bigger: Candidate, smaller: Candidate) =>
      bigger.places.every((big) => smaller.places.some((small) => saidWith(small).includes(big.value)))
    if (isBigger(one, before)) dropped.add(one)
    else if (isBigger(before, one)) dropped.add(before)
  })
  return all.filter((one) => !dropped.has(one))
}

/** Puts together what lies in one another, whatever the order; the wish for the wider place is a wish for the exact one. */
function merge(candidates: Candidate[]): Candidate[] {
  const settled = candidates.map((one) => ({ ...one, places: settle(one.places, candidates) }))
  const merged: Candidate[] = []
  for (const one of settled) {
    const within = merged.findIndex((other) =>
      other.places.every((place) => one.places.every((its) => lies(its, place))),
    )
    const around = merged.findIndex((other) =>
      other.places.every((place) => one.places.every((its) => lies(place, its))),
    )
    const at = around >= 0 ? around : within
    const other = merged[at]
    if (!other) merged.push(one)
    else merged[at] = { places: around >= 0 ? other.places : one.places, said: stronger(other.said, one.said) }
  }
  return merged
}

/** A name that fits two towns is decided by a town or postcode elsewhere in the message. */
function settle(places: Place[], all: Candidate[]): Place[] {
  if (places.length === 1) return places
  const towns = new Set(all.flatMap((one) => (one.places.length === 1 ? one.places.map((place) => place.town) : [])))
  const decided = places.filter((place) => towns.has(place.town))
  return decided.length === 1 ? decided : places
}

/** Whether one place lies in another or is the same. */
function lies(inner: Place, outer: Place): boolean {
  if (key(inner) === key(outer)) return true
  if (outer.kind === 'outcode' && (inner.kind === 'postcode' || inner.kind === 'sector'))
    return inner.value.startsWith(`${outer.value} `)
  // The area as a whole is the one place of it that is in no town.
  if (outer.inArea && outer.town === undefined) return inner.inArea
  return outer.kind === 'town' && outer.inArea && inner.town === outer.value && exactness[inner.kind] > exactness.town
}

function stronger(a: Said, b: Said): Said {
  const order = ['wish', 'here', null, 'gone', 'turned_down']
  return order.indexOf(a.role) <= order.indexOf(b.role) ? a : b
}

const exactness: Record<Place['kind'], number> = { town: 1, outcode: 2, neighbourhood: 3, sector: 4, postcode: 4 }

/**
 * Beside a postcode a name is where the postcode is, and the more exact of them counts; unless they are set against each
 * other ("tipton or B66 1"; "he lives in tipton, I live in B66").
 */
function mostExact(candidates: Candidate[]): Candidate[] {
  const hasCode = candidates.some((one) => one.places.some(({ kind }) => kind !== 'town' && kind !== 'neighbourhood'))
  const against = candidates.some((one) => one.said.either) || candidates.filter((one) => one.said.own).length > 1
  if (!hasCode || against) return candidates
  const rank = (one: Candidate) => Math.max(...one.places.map((place) => exactness[place.kind]))
  const best = Math.max(...candidates.map(rank))
  return candidates.filter((one) => rank(one) === best)
}
