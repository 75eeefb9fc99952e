import type { Point } from './place.ts'

/** Every postcode district ("B66") and sector ("B66 1") with its centre. */
export type Gazetteer = { outcodes: ReadonlyMap<string, Point>; sectors: ReadonlyMap<string, Point> }

/**
 * Reads `content/places/outcodes.tsv` (outcode, latitude, longitude) and `sectors.tsv` (outcode, then for each sector
 * "digit latitude longitude"), tab-separated, `#` begins a comment line. Throws with the line where one is malformed.
 */
export function readGazetteer(outcodes: string, sectors: string): Gazetteer {
  const byOutcode = new Map<string, Point>()
  for (const [code, lat, lon] of rows(outcodes)) byOutcode.set(name(code), point(code, lat, lon))
  const bySector = new Map<string, Point>()
  for (const [outcode, ...list] of rows(sectors))
    for (const entry of list) {
      const [digit, lat, lon] = entry.split(' ')
      if (!byOutcode.has(name(outcode)) || !/^\d$/.test(digit ?? ''))
        throw new Error(`no such sector: ${outcode} ${entry}`)
      bySector.set(`${outcode} ${digit}`, point(outcode, lat, lon))
    }
  return { outcodes: byOutcode, sectors: bySector }
}

function rows(table: string): string[][] {
  return table
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
}

function name(code: string | undefined): string {
  if (!/^[A-Z]{1,2}\d{1,2}[A-Z]?$/.test(code ?? '')) throw new Error(`not a postcode district: ${code}`)
  return code ?? ''
}

function point(code: string | undefined, lat: string | undefined, lon: string | undefined): Point {
  const at = { lat: Number.parseFloat(lat ?? ''), lon: Number.parseFloat(lon ?? '') }
  if (Number.isNaN(at.lat) || Number.isNaN(at.lon)) throw new Error(`no position for ${code}: ${lat} ${lon}`)
  return at
}
