import type { Point } from '../places/place.ts'
import type { Entry } from './compile.ts'
import { milesFrom } from './miles.ts'

/** Entries that have something in common, ready to be gone through from a point outwards. */
export type Group = {
  /** In the directory's order. */
  all: readonly Entry[]
  /** Those with no point on the map, and national lines, which are as far from everywhere. */
  placeless: readonly Entry[]
  /** For who says no place: those, then an area's core, then the rest, each in the directory's order. */
  anywhere: readonly Entry[]
  /** The doors of the rest. */
  doors: readonly Door[]
  /** None of these has two doors. */
  single: boolean
  /** Doors by the cell of the map they lie in; null where there are so few that they are sorted each time. */
  cells: Cells | null
}
/** `size` in degrees. */
type Cells = { size: number; doorsIn: ReadonlyMap<number, Packed> }
type Door = { entry: Entry; point: Point }
/** The doors of a cell, side by side: thousands are measured, and reading each from a place of its own takes longest. */
type Packed = { entries: readonly Entry[]; lats: Float64Array; lons: Float64Array }

/** So many doors are sorted quickly enough. */
const fewDoors = 150
/** Few doors want wide cells (ten miles from south to north), many small ones (two miles). */
const sizes = { wide: 0.15, small: 0.03, manyDoors: 5000 }
const cellsInRow = 100_000

export function groupOf(all: readonly Entry[]): Group {
  const doors = all.flatMap((entry) => doorsOf(entry).map((point): Door => ({ entry, point })))
  const placed = new Set(doors.map(({ entry }) => entry))
  const placeless = all.filter((entry) => !placed.has(entry))
  const [core, rest] = [true, false].map((is) =>
    [...placed].filter(({ service }) => (service.core !== undefined) === is),
  )
  const anywhere = [...placeless, ...(core ?? []), ...(rest ?? [])]
  return { all, placeless, anywhere, doors, single: placed.size === doors.length, cells: cellsOf(doors) }
}

function cellsOf(doors: readonly Door[]): Cells | null {
  if (doors.length <= fewDoors) return null
  const size = doors.length > sizes.manyDoors ? sizes.small : sizes.wide
  const cells = Map.groupBy(doors, ({ point }) => cellAt(...rowAndColumn(point, size)))
  return { size, doorsIn: new Map([...cells].map(([cell, all]) => [cell, packed(all)])) }
}

function packed(doors: readonly Door[]): Packed {
  return {
    entries: doors.map(({ entry }) => entry),
    lats: Float64Array.from(doors, ({ point }) => point.lat),
    lons: Float64Array.from(doors, ({ point }) => point.lon),
  }
}

/**
 * Visits the entries of a group with a door on the map, the nearest first, each once with its distance, until `visit` says
 * false. Worked out as far as that. (Calls, for a search makes thousands of these, and a generator's steps cost more than
 * what is done in them.)
 */
export function fromNearest(group: Group, point: Point, visit: (entry: Entry, miles: number) => boolean): void {
  const given = group.single ? null : new Set<Entry>()
  /** Whether to go on. */
  const visitAll = (found: readonly Found[], to: number): boolean => {
    for (let at = 0; at < to; at++) {
      const { entry, miles } = found[at] as Found
      if (given?.has(entry)) continue
      given?.add(entry)
      if (!visit(entry, miles)) return false
    }
    return true
  }
  const { doors, cells } = group
  const milesTo = milesFrom(point)
  if (!cells) {
    const found = doors.map(({ entry, point: { lat, lon } }): Found => ({ entry, miles: milesTo(lat, lon) }))
    return void visitAll(found.sort(byMiles), found.length)
  }

  // Ring by ring of cells around the point: what is nearer than the edge of the rings looked at is sure to be next.
  const { size, doorsIn } = cells
  const [row, column] = rowAndColumn(point, size)
  let [held, seen]: [Found[], number] = [[], 0]
  for (let ring = 0; seen < doors.length; ring++) {
    for (const cell of ringAround(row, column, ring)) {
      const inCell = doorsIn.get(cell)
      if (!inCell) continue
      const { entries, lats, lons } = inCell
      seen += entries.length
      for (let at = 0; at < entries.length; at++)
        held.push({ entry: entries[at] as Entry, miles: milesTo(lats[at] as number, lons[at] as number) })
    }
    if (held.length === 0) continue
    const edge = ring * narrowest(point, ring, size)
    held.sort(byMiles)
    const beyond = held.findIndex(({ miles }) => miles > edge)
    const sure = beyond < 0 ? held.length : beyond
    if (!visitAll(held, sure)) return
    held = held.slice(sure)
  }
  visitAll(held, held.length)
}

type Found = { entry: Entry; miles: number }

/** Miles across a cell from west to east, which is less the further north it lies, at the north of a ring. */
function narrowest({ lat }: Point, ring: number, size: number): number {
  return size * 69 * Math.cos(((lat + (ring + 1) * size) * Math.PI) / 180)
}

function ringAround(row: number, column: number, ring: number): number[] {
  const cells: number[] = []
  for (let across = -ring; across <= ring; across++) {
    const edge = Math.abs(across) === ring
    for (let up = -ring; up <= ring; up += edge || ring === 0 ? 1 : 2 * ring)
      cells.push(cellAt(row + up, column + across))
  }
  return cells
}

function doorsOf({ service }: Entry): Point[] {
  if (service.coverage === 'national') return []
  return service.locations.flatMap(({ lat, lon }) => (lat === undefined || lon === undefined ? [] : [{ lat, lon }]))
}

function byMiles(a: Found, b: Found): number {
  return a.miles - b.miles || a.entry.order - b.entry.order
}

function rowAndColumn({ lat, lon }: Point, size: number): [row: number, column: number] {
  return [Math.floor(lat / size), Math.floor(lon / size)]
}

function cellAt(row: number, column: number): number {
  return row * cellsInRow + column
}
