import { z } from 'zod'

const slug = z.string().regex(/^[a-z0-9-]+$/)
const point = z.tuple([z.number().min(49).max(61), z.number().min(-9).max(2)]).transform(([lat, lon]) => ({ lat, lon }))
const outcode = z.string().regex(/^[A-Z]{1,2}\d{1,2}[A-Z]?$/)

const forms = {
  /** Other names and everyday forms, read wherever they stand. */
  aliases: z.array(z.string()).default([]),
  /** Read like aliases, never shown. */
  misspellings: z.array(z.string()).default([]),
  /** Forms that are also plain words ("hill top"): read only where a place is being named. May repeat the name itself. */
  everyday: z.array(z.string()).default([]),
  /** Slugs of bigger places people set beside it ("smethwick, birmingham"): both together mean this one. */
  said_with: z.array(slug).default([]),
}

const share = z.strictObject({
  /** Per cent of its postcodes that lie in the area. */
  share: z.number().min(0).max(100),
  /** The town most of those lie in. */
  town: slug,
})

/** `content/areas/<area>/places.yaml`. Points are [latitude, longitude] in WGS84 degrees, and become `{ lat, lon }`. */
export const areaPlaces = z
  .strictObject({
    sources: z.record(z.string(), z.string()),
    /** The area as a whole ("Sandwell"): it says no more than "in the area", and has no point. */
    area: z.strictObject({ slug, name: z.string(), ...forms }),
    /** A postcode district or sector is of the area when more than this share of its postcodes is in it. */
    majority: z.number().min(0).max(100),
    /** Postcode areas ("B") whose codes are believed without a word like "in" before them. */
    postcode_areas: z.array(z.string().regex(/^[A-Z]{1,2}$/)),
    towns: z.array(z.strictObject({ slug, name: z.string(), point, source: z.string(), ...forms })).min(1),
    neighbourhoods: z.array(
      z
        .strictObject({
          slug,
          name: z.string(),
          /** The town it lies in, or the several it straddles. */
          town: slug.optional(),
          towns: z.array(slug).min(2).optional(),
          point,
          source: z.string(),
          /** How sure the point is; `none`: no source has one, and the centre of its postcode district stands in. */
          confidence: z.enum(['page-verified', 'derived', 'approximate', 'low', 'none']),
          ...forms,
        })
        .refine((one) => (one.town === undefined) !== (one.towns === undefined), 'one of `town` and `towns`'),
    ),
    outcodes: z.record(outcode, share),
    sectors: z.record(z.string().regex(/^[A-Z]{1,2}\d{1,2}[A-Z]? \d$/), share),
    outside: z.array(
      z.strictObject({
        slug,
        name: z.string(),
        /** The district whose centre stands for the place. */
        outcode,
        source: z.string(),
        /** `exact`: never guessed from a misspelling. */
        spelling: z.enum(['near', 'exact']).default('near'),
        ...forms,
      }),
    ),
  })
  .superRefine((area, context) => {
    const fail = (message: string) => context.addIssue({ code: 'custom', message })
    const towns = new Set(area.towns.map((town) => town.slug))
    const named = [area.area, ...area.towns, ...area.neighbourhoods, ...area.outside]
    const slugs = named.map((one) => one.slug)
    for (const twice of slugs.filter((one, index) => slugs.indexOf(one) !== index))
      fail(`two places are called ${twice}`)
    for (const one of area.neighbourhoods)
      for (const town of one.towns ?? [one.town ?? '']) if (!towns.has(town)) fail(`${one.slug}: no town ${town}`)
    for (const [code, { town }] of [...Object.entries(area.outcodes), ...Object.entries(area.sectors)])
      if (!towns.has(town)) fail(`${code}: no town ${town}`)
    for (const one of named)
      for (const bigger of one.said_with) if (!slugs.includes(bigger)) fail(`${one.slug}: no place ${bigger}`)
    for (const one of [...area.towns, ...area.neighbourhoods, ...area.outside])
      if (!(one.source in area.sources)) fail(`${one.slug}: no source ${one.source}`)
  })
export type AreaPlaces = z.output<typeof areaPlaces>

const words = z.array(z.string().regex(/^[^\s'A-Z]+$/)).default([])

/** `content/places/words.yaml`: the words around places, and what looks like a place and is none. See there. */
export const placeWords = z.strictObject({
  before: words,
  after: words,
  surely: words,
  linking: words,
  articles: words,
  fillers: words,
  counted: words,
  not_inward: words,
  everyday_codes: words,
  not_with: words,
  doubtful: words,
  never: words,
  street: words,
  roles: z.strictObject({
    wish: z.array(z.string()),
    here: z.array(z.string()),
    gone: z.array(z.string()),
    turned_down: z.array(z.string()),
  }),
  joins: words,
  either: words,
  ordinary: words,
})
export type PlaceWords = z.output<typeof placeWords>
