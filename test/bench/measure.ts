import type { Row } from './row.ts'

/** Measures the rows of one file, and writes them as JSON. A file of rows exports `measure`. */
const { measure } = (await import(`./rows/${process.argv[2]}.ts`)) as { measure: () => Promise<Row[]> }
process.stdout.write(JSON.stringify(await measure()), () => process.exit())
