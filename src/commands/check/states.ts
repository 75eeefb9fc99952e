import { openFiles } from '../../content/files.ts'
import { type Bundle, ContentError } from '../../content/index.ts'
import type { Slots } from '../../conversation/session.ts'
import { nearMiles } from '../../directory/miles.ts'
import { areaPlaces, milesBetween } from '../../places/index.ts'
import type { Place } from '../../places/place.ts'
import { audiences, circumstances, goals, languages, needs, plainPreferences, substances } from '../../taxonomy.ts'

/** One value of one slot, or several: what a person may have told us. `name` says it in a message about what is wrong. */
export type Told = { name: string; slots: Partial<Slots> }

/**
 * One class of place; `place` null where the person did not say. Those of one `kind` put the same question to the directory:
 * a point in the area, or one near it, or far away.
 */
export type Where = { name: string; kind: 'none' | 'inside' | 'near' | 'far'; place: Place | null }

/** Every value a slot can hold, each alone; preferences for a language or a community are those that services know. */
export function valuesOf({ directory }: Bundle): Told[] {
  const communities = new Set(directory.services.flatMap((service) => service.fits))
  const spoken = new Set([...directory.services.flatMap((service) => service.languages), ...languages])
  const preferences = [
    ...plainPreferences,
    ...[...communities].sort().map((one) => `fits:${one}`),
    ...[...spoken].sort().map((one) => `speaks:${one}`),
  ]
  return [
    ...audiences.map((one) => ({ name: `audience ${one}`, slots: { audience: one } })),
    ...needs.map((one) => ({ name: `need ${one}`, slots: { needs: [one] } })),
    ...substances.map((one) => ({ name: `substance ${one}`, slots: { substances: [one] } })),
    ...goals.map((one) => ({ name: `goal ${one}`, slots: { goal: one } })),
    ...preferences.map((one) => ({ name: `preference ${one}`, slots: { preferences: [one] } })),
    ...circumstances.map((one) => ({ name: `told ${one}`, slots: { told: [one] } })),
    { name: 'young', slots: { young: true } },
  ]
}

/** Every two values that can be told together: of two slots, or of one that holds several, in the order of `values`. */
export function pairsOf(values: readonly Told[]): Told[] {
  return values.flatMap((one, index) =>
    values.slice(index + 1).flatMap((other) => {
      const slots = together(one.slots, other.slots)
      return slots ? { name: `${one.name} + ${other.name}`, slots } : []
    }),
  )
}

function together(one: Partial<Slots>, other: Partial<Slots>): Partial<Slots> | null {
  const both: Partial<Slots> = { ...one, ...other }
  if (one.needs && other.needs) both.needs = [...one.needs, ...other.needs]
  else if (one.substances && other.substances) both.substances = [...one.substances, ...other.substances]
  else if (one.preferences && other.preferences) both.preferences = [...one.preferences, ...other.preferences]
  else if (one.told && other.told) both.told = [...one.told, ...other.told]
  else if (Object.keys(one).some((slot) => slot in other)) return null
  return both
}

/**
 * The classes of place: none, a sector, an outcode, a town, a part of a town, one outside the area but near, one far away.
 * Of each the one with the longest name, for it is printed.
 * @throws ContentError where the area's file has none of a class
 */
export function placesOf(bundle: Bundle, root: string): Where[] {
  const files = openFiles(root)
  const file = files.yaml(`content/areas/${bundle.area.id}/places.yaml`, areaPlaces)
  files.finish()
  if (!file) throw new ContentError([`${bundle.area.id}: no places`])
  const mostlyOurs = (shares: typeof file.sectors) =>
    Object.entries(shares).filter(([, { share }]) => share > file.majority)
  const [sector, { town: townOfSector }] = longest(mostlyOurs(file.sectors), ([code]) => code)
  const [outcode, { town: townOfOutcode }] = longest(mostlyOurs(file.outcodes), ([code]) => code)
  const town = longest(file.towns, ({ name }) => name)
  const part = longest(file.neighbourhoods, ({ name }) => name)
  const outside = file.outside.map((one) => ({ ...one, miles: milesOut(bundle, one.slug) }))
  const near = longest(
    outside.filter(({ miles }) => miles <= nearMiles),
    ({ name }) => name,
  )
  const far = longest(
    outside.filter(({ miles }) => miles > 10 * nearMiles),
    ({ name }) => name,
  )
  const inside = (name: string, place: Omit<Place, 'inArea'>): Where => ({
    name,
    kind: 'inside',
    place: { ...place, inArea: true },
  })
  return [
    { name: 'no place', kind: 'none', place: null },
    // A full postcode is its sector from the moment it is read.
    inside(`sector ${sector}`, { kind: 'sector', value: sector, town: townOfSector }),
    inside(`outcode ${outcode}`, { kind: 'outcode', value: outcode, town: townOfOutcode }),
    inside(town.name, { kind: 'town', value: town.slug, town: town.slug }),
    inside(part.name, { kind: 'neighbourhood', value: part.slug, town: part.town ?? part.towns?.[0] }),
    { name: near.name, kind: 'near', place: { kind: 'town', value: near.slug, inArea: false } },
    { name: far.name, kind: 'far', place: { kind: 'town', value: far.slug, inArea: false } },
  ]
}

/** From a place outside to the nearest town of the area. */
function milesOut({ places }: Bundle, slug: string): number {
  const point = places.point({ kind: 'town', value: slug, inArea: false })
  return point ? Math.min(...places.towns().map((town) => milesBetween(town.point, point))) : Number.NaN
}

function longest<T>(all: readonly T[], nameOf: (one: T) => string): T {
  const [first, ...rest] = all
  if (first === undefined) throw new ContentError(['a class of place has no place in it'])
  return rest.reduce((best, one) => (nameOf(one).length > nameOf(best).length ? one : best), first)
}
