import { parseArgs } from 'node:util'
import { soak } from './soak.ts'

/** `npm run soak`: the full form. `--conversations N` makes it shorter, `--seed N` the same again. */
const { values } = parseArgs({
  options: { conversations: { type: 'string', default: '20000' }, seed: { type: 'string' } },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
process.stdout.write(`seed ${seed}\n`)
const report = await soak({
  conversations: Number(values.conversations),
  seed,
  processes: 4,
  atOnce: 64,
  killEveryMs: 2000,
  progress: (done) => process.stdout.write(`${done} conversations\n`),
})
const { faults, ...figures } = report
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`)
for (const fault of faults.slice(0, 50)) process.stdout.write(`${fault}\n`)
process.stdout.write(`${faults.length} faults\n`)
process.exitCode = faults.length > 0 ? 1 : 0
