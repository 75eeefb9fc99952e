import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { areaPlaces, compilePlaces, placeWords } from '../../src/places/index.ts'

const content = (path: string) => readFileSync(new URL(`../../content/${path}`, import.meta.url), 'utf8')

/** The real files, compiled. */
export const outcodes = content('places/outcodes.tsv')
export const sectors = content('places/sectors.tsv')
export const area = areaPlaces.parse(parse(content('areas/sandwell/places.yaml')))
export const words = placeWords.parse(parse(content('places/words.yaml')))
export const places = compilePlaces({ outcodes, sectors, area, words })
