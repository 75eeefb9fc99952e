/** Searches what the tests' processes wrote (`listen.ts`); exit code 1 where something about a person stands in it. */
import { searchWritten } from './search.ts'

/** So much is written at least when all tests have run; less means that nobody listened. */
const least = { logs: 1000, ofCommands: 25, errors: 5, said: 240 }

const { problems, ...heard } = searchWritten(process.argv[2] ?? '')
for (const one of problems.slice(0, 50)) process.stdout.write(`${one}\n`)
const told = Object.entries(heard).map(([what, count]) => `${what} ${count}`)
process.stdout.write(`searched: ${told.join(', ')}; ${problems.length} lines that must not be\n`)
const few = Object.entries(least).filter(([what, count]) => heard[what as keyof typeof heard] < count)
for (const [what, count] of few) process.stdout.write(`too few to believe it: ${what}, at least ${count}\n`)
process.exitCode = problems.length + few.length > 0 ? 1 : 0
