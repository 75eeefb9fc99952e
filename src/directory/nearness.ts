import type { Point } from '../places/place.ts'
import type { Entry } from './compile.ts'
import { milesBetween } from './miles.ts'

/** Entries that have something in common, ready to be gone through from a point outwards. */
export type Group = {
  /** In the directory's order. */
  all: readonly Entry[]
  /** Those with no point on the map, and national lines, which are as far from everywhere. */
  placeless: readonly Entry[]
  /** The doors of the rest. */
  doors: readonly Door[]
  /** Doors by the cell of the map they lie in; null where there are so few that they are sorted each time. */
  cells: Cells | null
}
/** `size` in degrees. */
type Cells = { size: number; doorsIn: ReadonlyMap<number, readonly Door[]> }
type Door = { entry: Entry; point: Point }

/** So many doors are sorted quickly enough. */
const fewDoors = 150
/** Few doors want wide cells (ten miles from south to north), many small ones (two miles). */
const sizes = { wide: 0.15, small: 0.03, manyDoors: 5000 }
const cellsInRow = 100_000

export function groupOf(all: readonly Entry[]): Group {
  const doors = all.flatMap((entry) => doorsOf(entry).map((point): Door => ({ entry, point })))
  const placed = new Set(doors.map(({ entry }) => entry))
  return { all, placeless: all.filter((entry) => !placed.has(entry)), doors, cells: cellsOf(doors) }
}

function cellsOf(doors: readonly Door[]): Cells | null {
  if (doors.length <= fewDoors) return null
  const size = doors.length > sizes.manyDoors ? sizes.small : sizes.wide
  return { size, doorsIn: Map.groupBy(doors, ({ point }) => cellAt(...rowAndColumn(point, size))) }
}

/**
 * The entries of a group with a door on the map, the nearest first, each once with its distance. Worked out as far as it is
 * asked for.
 */
export function* nearestFirst(group: Group, point: Point): Generator<{ entry: Entry; miles: number }> {
  const given = new Set<Entry>()
  for (const { entry, miles } of doorsFrom(group, point)) {
    if (given.has(entry)) continue
    given.add(entry)
    yield { entry, miles }
  }
}

type Found = { entry: Entry; miles: number }

/** Ring by ring of cells around the point: what is nearer than the edge of the rings looked at is sure to be next. */
function* doorsFrom({ doors, cells }: Group, point: Point): Generator<Found> {
  const measured = ({ entry, point: door }: Door): Found => ({ entry, miles: milesBetween(point, door) })
  if (!cells) {
    yield* doors.map(measured).sort(byMiles)
    return
  }
  const { size, doorsIn } = cells
  const [row, column] = rowAndColumn(point, size)
  let [held, seen]: [Found[], number] = [[], 0]
  for (let ring = 0; seen < doors.length; ring++) {
    for (const cell of ringAround(row, column, ring)) {
      const inCell = doorsIn.get(cell) ?? []
      seen += inCell.length
      for (const door of inCell) held.push(measured(door))
    }
    const edge = ring * narrowest(point, ring, size)
    if (held.length === 0) continue
    held.sort(byMiles)
    const sure = held.findIndex(({ miles }) => miles > edge)
    yield* sure < 0 ? held : held.slice(0, sure)
    held = sure < 0 ? [] : held.slice(sure)
  }
  yield* held
}

/** Miles across a cell from west to east, which is less the further north it lies, at the north of a ring. */
function narrowest({ lat }: Point, ring: number, size: number): number {
  return size * 69 * Math.cos(((lat + (ring + 1) * size) * Math.PI) / 180)
}

function* ringAround(row: number, column: number, ring: number): Generator<number> {
  for (let across = -ring; across <= ring; across++) {
    const edge = Math.abs(across) === ring
    for (let up = -ring; up <= ring; up += edge || ring === 0 ? 1 : 2 * ring) yield cellAt(row + up, column + across)
  }
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
