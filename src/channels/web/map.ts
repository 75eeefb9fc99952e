import type { Listed } from '../../directory/index.ts'
import type { Place, Places, Point } from '../../places/index.ts'
import { milesBetween } from '../../places/index.ts'
import { type Html, html } from '../page.ts'
import { listingWords, type Wording } from '../words/index.ts'

/** What a map is drawn from besides the list: where the places are, and what they are called. */
export type MapPlaces = Pick<Places, 'point' | 'name' | 'towns'>

type Mark = { x: number; y: number; words: string }

const width = 320
const height = 240
const margin = 34
/** A map of one door shows its surroundings too. */
const leastMiles = 1.5

/**
 * A small map of a list, drawn from the coordinates alone: the services by their numbers, the person's place, the towns
 * around, a line for the scale. No tiles, so nobody learns that it was looked at. North is up. Null where no service of
 * the list has a door whose position is known.
 */
export function mapOf(
  wording: Wording,
  places: MapPlaces,
  items: readonly { key: string; listed: Listed }[],
  place: Place | null,
): Html | null {
  const doors = items.flatMap(({ key, listed }) => {
    const at = positionOf(wording, listed)
    const words = listingWords(wording, listed)
    return at && words ? [{ key, at, name: words.name, distance: words.distance }] : []
  })
  if (doors.length === 0) return null
  const here = place && places.point(place)
  const toPaper = projection([...doors.map(({ at }) => at), ...(here ? [here] : [])])
  const towns = places
    .towns()
    .map(({ name, point }) => ({ ...toPaper(point), words: name }))
    .filter((one) => isInside(one) && !(here && place && places.name(place) === one.words))
  const marks = apart(doors.map(({ key, at }) => ({ ...toPaper(at), words: key })))
  const label = doors
    .map(({ key, name, distance }) => [`${key}: ${name}`, distance].filter(Boolean).join(', '))
    .join('. ')
  return html`<svg class="map" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}" direction="ltr">
${towns.map(({ x, y, words }) => html`<circle class="town" cx="${x}" cy="${y}" r="3"/><text class="town" x="${x}" y="${y - 7}">${words}</text>`)}
${here && place ? youAre(toPaper(here), places.name(place)) : html``}
${marks.map(({ x, y, words }) => html`<circle class="door" cx="${x}" cy="${y}" r="11"/><text class="door" x="${x}" y="${y + 5}">${words}</text>`)}
${scale(toPaper.mile, wording.sentences.say(wording.language, 'listing:miles', { count: 1 }))}
</svg>`
}

/** Where a listed door is; null where it has none, or one that must not be shown. */
export function positionOf({ directory }: Pick<Wording, 'directory'>, listed: Listed): Point | null {
  const door = listed.location === null ? null : directory.get(listed.service)?.locations[listed.location]
  return door && !door.hidden && door.lat !== undefined && door.lon !== undefined
    ? { lat: door.lat, lon: door.lon }
    : null
}

/** Fits the points into the paper, the same scale both ways (a degree of longitude is shorter up here). */
function projection(points: Point[]): ((point: Point) => { x: number; y: number }) & { mile: number } {
  const [south, north] = [Math.min(...points.map((one) => one.lat)), Math.max(...points.map((one) => one.lat))]
  const [west, east] = [Math.min(...points.map((one) => one.lon)), Math.max(...points.map((one) => one.lon))]
  const middle = { lat: (south + north) / 2, lon: (west + east) / 2 }
  const milesPerLat = milesBetween(middle, { ...middle, lat: middle.lat + 1 })
  const milesPerLon = milesBetween(middle, { ...middle, lon: middle.lon + 1 })
  const mile = Math.min(
    (width - 2 * margin) / Math.max((east - west) * milesPerLon, leastMiles),
    (height - 2 * margin) / Math.max((north - south) * milesPerLat, leastMiles),
  )
  const toPaper = ({ lat, lon }: Point) => ({
    x: Math.round(width / 2 + (lon - middle.lon) * milesPerLon * mile),
    y: Math.round(height / 2 - (lat - middle.lat) * milesPerLat * mile),
  })
  return Object.assign(toPaper, { mile })
}

function isInside({ x, y }: { x: number; y: number }): boolean {
  return x > margin && x < width - margin && y > 14 && y < height - 30
}

/** Numbers that would hide each other stand side by side. */
function apart(marks: Mark[]): Mark[] {
  const placed: Mark[] = []
  for (const mark of marks) {
    let x = mark.x
    while (placed.some((other) => Math.hypot(other.x - x, other.y - mark.y) < 22)) x += x > width / 2 ? -23 : 23
    placed.push({ ...mark, x })
  }
  return placed
}

function youAre({ x, y }: { x: number; y: number }, name: string): Html {
  return html`<path class="here" d="M${x} ${y - 7}l7 7-7 7-7-7z"/><text class="here" x="${x}" y="${y + 21}">${name}</text>`
}

function scale(mile: number, words: string): Html {
  const y = height - 12
  const long = Math.round(mile)
  return html`<path class="scale" d="M12 ${y - 4}v4h${long}v-4"/><text class="scale" x="${20 + long}" y="${y}">${words}</text>`
}
