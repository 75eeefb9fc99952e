import { type Html, html } from '../../channels/page.ts'
import type { Point } from '../../places/index.ts'

/** A place on the map: what stands beside its number in the list. */
export type Mark = { number: number; name: string; point: Point }
export type Town = { name: string; point: Point }

const width = 640
const margin = 30
/** Of the letters on it, in its own units: 12 and 18 points where it is as wide as a page of A4 between its margins. */
const letters = { usual: 15, large: 23 }
/** Degrees of latitude to miles, anywhere. */
const milesPerDegree = 69.1

/**
 * Where the places are, as SVG: numbers at their points, the towns' names in grey, a line of one mile. Drawn from our own
 * points, so that it needs nobody's map. Its words are in the list; to who cannot see it, it says its title.
 */
export function mapOf(
  marks: readonly Mark[],
  towns: readonly Town[],
  title: string,
  { oneMile, large }: { oneMile: string; large: boolean },
): Html {
  const size = large ? letters.large : letters.usual
  const radius = Math.round(size * 0.9)
  const points = [...marks, ...towns].map((one) => one.point)
  const south = Math.min(...points.map((one) => one.lat))
  const north = Math.max(...points.map((one) => one.lat))
  const west = Math.min(...points.map((one) => one.lon))
  const east = Math.max(...points.map((one) => one.lon))
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = (width - 2 * margin) / Math.max((east - west) * shrink, (north - south) / 1.2, 0.01)
  const height = Math.round((north - south) * scale + 2 * margin)
  const x = (point: Point) => round(margin + (point.lon - west) * shrink * scale)
  const y = (point: Point) => round(margin + (north - point.lat) * scale)
  const mile = round(scale / milesPerDegree)
  const placed = apart(
    marks.map((mark) => ({ ...mark, x: x(mark.point), y: y(mark.point) })),
    radius,
  )
  const labels = towns.map(({ name, point }) => ({ name, ...free(name, { x: x(point), y: y(point) }, placed, size) }))
  return html`<svg viewBox="0 0 ${width} ${height + size + 14}" role="img" aria-label="${title}" class="map" font-size="${size}">
${labels.map(
  ({ name, x, y }) => html`<text x="${x}" y="${y}" class="town">${name}</text>
`,
)}${placed.map(
  (
    mark,
  ) => html`<g><title>${mark.number} ${mark.name}</title><circle cx="${mark.x}" cy="${mark.y}" r="${radius}"/><text x="${mark.x}" y="${round(mark.y + size * 0.35)}" class="mark">${mark.number}</text></g>
`,
)}<path d="M ${margin} ${height + 8} h ${mile}" class="mile"/><text x="${margin}" y="${height + size + 10}" class="scale">${oneMile}</text>
</svg>`
}

/** Where a town's name hides behind no number: where it belongs, or as near by as can be. */
function free(
  name: string,
  at: { x: number; y: number },
  marks: readonly { x: number; y: number }[],
  size: number,
): { x: number; y: number } {
  const half = name.length * size * 0.28
  const spots = [0, 3, -3, 6, -6]
    .flatMap((right) => [0, 1, -1, 2, -2, 3, -3, 4].map((down) => ({ right: right * size, down: down * size })))
    .sort((a, b) => Math.hypot(a.right, a.down) - Math.hypot(b.right, b.down))
    .map(({ right, down }) => ({ x: round(at.x + right), y: round(at.y + down) }))
  const hidden = (spot: { x: number; y: number }) =>
    marks.some(
      (mark) => Math.abs(mark.x - spot.x) < half + size && Math.abs(mark.y - spot.y + size * 0.35) < 1.3 * size,
    )
  return spots.find((spot) => spot.y > size && spot.x > half && spot.x < width - half && !hidden(spot)) ?? at
}

/** Numbers that would lie on one another are set side by side: a place a street away beats one that nobody can read. */
function apart<T extends { x: number; y: number }>(marks: readonly T[], radius: number): T[] {
  const placed: T[] = []
  for (const mark of marks) {
    const free = { ...mark }
    const right = mark.x < width / 2 ? 1 : -1
    while (placed.some((one) => Math.hypot(one.x - free.x, one.y - free.y) < 2 * radius)) free.x += right
    placed.push(free)
  }
  return placed
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
