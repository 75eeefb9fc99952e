import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import Fuse from 'fuse.js'
import MiniSearch from 'minisearch'
import { Temporal } from 'temporal-polyfill'
import { search } from '../../../src/directory/index.ts'
import { sandwell } from '../../sandwell.ts'
import { assets, compiled, question } from '../assets.ts'
import { type Figures, figuresOf, type Row } from '../row.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const now = Temporal.Instant.from('2026-11-22T11:00Z')

/**
 * The directory's search over ten and a hundred thousand assets. Beside it, over the same records, what libraries do: find
 * the same words in names and needs, with no hours, distance or eligibility. Load time and memory go to stderr.
 */
export async function measure(): Promise<Row[]> {
  return [...measured(10_000, 3000), ...measured(100_000, 15_000)]
}

function measured(count: number, most: number): Row[] {
  const services = assets(count)
  const directory = loaded(`${count} assets, directory`, count, () => compiled(services))
  const ours = timed(4000, 1000, (n) => search(directory, question(n).query, now, sandwell.isBankHoliday))
  const nowhere = timed(2000, 500, (n) =>
    search(directory, { ...question(n).query, point: null }, now, sandwell.isBankHoliday),
  )
  const records = services.map(({ id, name, organization, needs, fits }) => ({
    id,
    text: [name, organization, ...needs, ...fits].join(' ').replaceAll('_', ' '),
  }))
  const mini = loaded(`${count} assets, minisearch`, count, () => {
    const index = new MiniSearch({ fields: ['text'] })
    index.addAll(records)
    return index
  })
  const minisearch = timed(count > 10_000 ? 16 : 80, 8, (n) => mini.search(question(n).words))
  const fuse = loaded(`${count} assets, Fuse.js`, count, () => new Fuse(records, { keys: ['text'] }))
  const fused = timed(count > 10_000 ? 4 : 16, 1, (n) => fuse.search(question(n).words))
  const name = `searching ${count.toLocaleString('en-GB')} assets`
  const aim = { at: 'most', value: 1, of: 'p99' } as const
  return [
    { name: `${name}, near a place`, ours, aim: { at: 'most', value: most, of: 'p99' } },
    { name: `${name}, no place said`, ours: nowhere, aim: { at: 'most', value: most, of: 'p99' } },
    { name, ours, other: { name: 'minisearch 7, words', figures: minisearch }, aim },
    { name, ours, other: { name: 'Fuse.js 7, words', figures: fused }, aim },
  ]
}

function timed(runs: number, warmUp: number, work: (n: number) => unknown): Figures {
  const times: number[] = []
  for (let n = 0; n < warmUp + runs; n++) {
    const began = performance.now()
    work(n)
    if (n >= warmUp) times.push(performance.now() - began)
  }
  return figuresOf(times)
}

/** Makes something, and says how long it took and what it holds in memory on top of the records. */
function loaded<T>(what: string, count: number, make: () => T): T {
  collect()
  const before = process.memoryUsage().heapUsed
  const began = performance.now()
  const made = make()
  const took = performance.now() - began
  collect()
  const kilobytes = (process.memoryUsage().heapUsed - before) / 1024 / (count / 1000)
  process.stderr.write(`${what}: loaded in ${Math.round(took)} ms, ${Math.round(kilobytes)} KB a thousand\n`)
  return made
}
