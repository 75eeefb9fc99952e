import { globSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { PlaceReading } from '../../src/places/place.ts'
import { compileRightWords } from '../../src/text/right.ts'
import { compileReader, type Lexicon, lexicon } from '../../src/understanding/index.ts'

/** The lexicons as they stand in content/. A file that is not valid throws with its name. */
export function readLexicons(): Lexicon[] {
  return globSync('content/lexicons/*/*.yaml')
    .sort()
    .map((path) => {
      const checked = lexicon.safeParse(parse(readFileSync(path, 'utf8')))
      if (!checked.success) throw new Error(`${path}: ${checked.error.message}`)
      return checked.data
    })
}

/** Common English words, as the product loads them. */
export const right = compileRightWords(readFileSync('content/words/en.txt', 'utf8').split(/\s+/))

/** A gazetteer of three places: the real one is tested in its own room. */
const towns = ['tipton', 'smethwick', 'oldbury']
export const places = {
  read(text: string): PlaceReading | null {
    const town = towns.find((name) => new RegExp(`\\b${name}\\b`, 'i').test(text))
    return town ? { kind: 'town', value: town, town, inArea: true } : null
  },
}

export const read = compileReader(readLexicons(), places, right)
