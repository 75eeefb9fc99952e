import { tokenise } from '../text/index.ts'
import type { AreaPlaces, PlaceWords } from './area.ts'
import { choose, type Mention } from './choose.ts'
import { readGazetteer } from './gazetteer.ts'
import { milesBetween } from './miles.ts'
import { nameReader } from './names.ts'
import type { Place, PlaceReading, Point } from './place.ts'
import { codeReader } from './postcodes.ts'
import { roleReader } from './roles.ts'
import { surroundings } from './surroundings.ts'

export { type AreaPlaces, areaPlaces, type PlaceWords, placeWords } from './area.ts'
export { compileGround, type Ground, type Spot } from './ground.ts'
export { milesBetween } from './miles.ts'
export type { Place, PlaceReading, Point } from './place.ts'

export type Places = {
  /** The place a message names, never finer than a postcode sector; null where it names none. Never throws. */
  read(text: string): PlaceReading | null
  /** Where a place is; null for the area as a whole and for what is not known (any more). */
  point(place: Place): Point | null
  /** The proper name to show: "Tipton", "B66 1", "Hill Top, Wednesbury" where a name is in two towns. */
  name(place: Place): string
  /** The slug of the area's town it lies in, or null. */
  townOf(place: Place): string | null
  /** The sector whose centre is nearest to a point; null where none is near (the sea, another country). */
  nearest(point: Point): Place | null
  /** The area's towns in the order of the file. */
  towns(): { slug: string; name: string; point: Point }[]
  /** The parts of its towns whose own point is known; `town` null for one that straddles several. */
  neighbourhoods(): { slug: string; name: string; town: string | null; point: Point }[]
  /** The postcode sectors most of whose postcodes are in the area, with their centres. */
  sectors(): { code: string; town: string; point: Point }[]
}

export type PlacesContent = {
  /** Texts of `content/places/outcodes.tsv` and `sectors.tsv`. */
  outcodes: string
  sectors: string
  /** `content/areas/<area>/places.yaml` and `content/places/words.yaml`, parsed by their schemas. */
  area: AreaPlaces
  words: PlaceWords
}

/** A position further than this from every sector's centre counts as none of ours. */
const mostMilesToSector = 15

/** More places than this in one message are not places a person is at. */
const mostMentions = 24

/** Builds everything once. Throws, naming the entry, where the files do not agree with each other. */
export function compilePlaces({ outcodes, sectors, area, words }: PlacesContent): Places {
  const gazetteer = readGazetteer(outcodes, sectors)
  const around = surroundings(words)
  const codesIn = codeReader(gazetteer, area.postcode_areas, words, around)
  const namesIn = nameReader(area, words, around)
  const roles = roleReader(words)
  const named = namedPoints(area, (code) => gazetteer.outcodes.get(code))

  const shareOf = (code: string) => (code.includes(' ') ? area.sectors[code] : area.outcodes[code])
  const townOfCode = (code: string) => {
    const known = shareOf(code)
    return known && known.share > area.majority ? known.town : undefined
  }
  const placeOfCode = (kind: Place['kind'], value: string): Place => {
    const town = townOfCode(value)
    return town === undefined ? { kind, value, inArea: false } : { kind, value, town, inArea: true }
  }

  const bigger = new Map(
    [...area.towns, ...area.neighbourhoods, ...area.outside].map((one) => [one.slug, one.said_with]),
  )
  const saidWith = ({ value, town }: Place) => [...(bigger.get(value) ?? []), ...(bigger.get(town ?? '') ?? [])]

  return {
    read(text) {
      const tokens = tokenise(text)
      const codeAt = codesIn(tokens)
      const nameAt = namesIn(tokens, codeAt)
      const mentions: Mention[] = []
      for (let from = 0; from < tokens.length && mentions.length < mostMentions; ) {
        const code = codeAt(from)
        const name = code ? null : nameAt(from)
        if (code) mentions.push({ places: [placeOfCode(code.kind, code.value)], from, to: code.to, weak: false })
        else if (name && !(name.street && !name.places[0]?.inArea))
          mentions.push({
            places: name.places,
            from,
            to: name.to,
            weak: name.street,
          })
        from = code?.to ?? name?.to ?? from + 1
      }
      return choose(tokens, mentions, roles, saidWith)
    },
    point: ({ kind, value }) =>
      (kind === 'town' || kind === 'neighbourhood'
        ? named.get(value)?.point
        : (gazetteer.sectors.get(value) ?? gazetteer.outcodes.get(value))) ?? null,
    name({ kind, value, town }) {
      const known = kind === 'town' || kind === 'neighbourhood' ? named.get(value) : undefined
      return known?.straddles && town ? `${known.name}, ${named.get(town)?.name ?? town}` : (known?.name ?? value)
    },
    nearest(point) {
      const [code] = [...gazetteer.sectors].reduce<[string | null, number]>(
        (best, [code, centre]) => {
          const miles = milesBetween(point, centre)
          return miles < best[1] ? [code, miles] : best
        },
        [null, mostMilesToSector],
      )
      return code === null ? null : placeOfCode('sector', code)
    },
    townOf: ({ kind, value, town }) =>
      town ?? (kind === 'town' || kind === 'neighbourhood' ? named.get(value)?.town : townOfCode(value)) ?? null,
    towns: () => area.towns.map(({ slug, name, point }) => ({ slug, name, point })),
    neighbourhoods: () =>
      area.neighbourhoods
        .filter(({ confidence }) => confidence !== 'none')
        .map(({ slug, name, town = null, point }) => ({ slug, name, town, point })),
    sectors: () =>
      Object.keys(area.sectors).flatMap((code) => {
        const town = townOfCode(code)
        const point = gazetteer.sectors.get(code)
        return town && point ? [{ code, town, point }] : []
      }),
  }
}

type NamedPoint = { name: string; point: Point | null; town?: string; straddles: boolean }

function namedPoints(area: AreaPlaces, centre: (outcode: string) => Point | undefined): Map<string, NamedPoint> {
  const all = new Map<string, NamedPoint>([[area.area.slug, { name: area.area.name, point: null, straddles: false }]])
  for (const { slug, name, point } of area.towns) all.set(slug, { name, point, town: slug, straddles: false })
  for (const { slug, name, point, town, towns } of area.neighbourhoods)
    all.set(slug, { name, point, town, straddles: towns !== undefined })
  for (const { slug, name, outcode } of area.outside) {
    const point = centre(outcode)
    if (!point) throw new Error(`${slug}: no postcode district ${outcode}`)
    all.set(slug, { name, point, straddles: false })
  }
  return all
}
