import { type Html, html } from '../../channels/page.ts'
import type { Point } from '../../places/index.ts'

/** A place on the map: what stands beside its number in the list. */
export type Mark = { number: number; name: string; point: Point }
export type Town = { name: string; point: Point }

const width = 640
const margin = 30
const radius = 11
/** Degrees of latitude to miles, anywhere. */
const milesPerDegree = 69.1

/**
 * Where the places are, as SVG: numbers at their points, the towns' names in grey, a line of one mile. Drawn from our own
 * points, so that it needs nobody's map. Its words are in the list; to who cannot see it, it says its title.
 */
export function mapOf(marks: readonly Mark[], towns: readonly Town[], title: string, oneMile: string): Html {
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
  return html`<svg viewBox="0 0 ${width} ${height + 24}" role="img" aria-label="${title}" class="map">
${towns.map(
  ({ name, point }) => html`<text x="${x(point)}" y="${y(point)}" class="town">${name}</text>
`,
)}${apart(marks.map((mark) => ({ ...mark, x: x(mark.point), y: y(mark.point) }))).map(
  (
    mark,
  ) => html`<g><title>${mark.number} ${mark.name}</title><circle cx="${mark.x}" cy="${mark.y}" r="${radius}"/><text x="${mark.x}" y="${round(mark.y + 4.5)}" class="mark">${mark.number}</text></g>
`,
)}<path d="M ${margin} ${height + 8} h ${mile}" class="mile"/><text x="${margin}" y="${height + 22}" class="scale">${oneMile}</text>
</svg>`
}

/** Numbers that would lie on one another are set side by side: a place a street away beats one that nobody can read. */
function apart<T extends { x: number; y: number }>(marks: readonly T[]): T[] {
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
