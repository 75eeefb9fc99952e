/** A place a person named, never finer than a postcode sector. Coordinates are WGS84 degrees. */
export type Place = {
  kind: 'postcode' | 'sector' | 'outcode' | 'town' | 'neighbourhood'
  /** Sector ("B66 1"), outcode ("DY4"), or a slug ("tipton", "cradley-heath"). A full postcode carries its sector. */
  value: string
  /** Slug of the area's town it lies in, where known. */
  town?: string
  inArea: boolean
}

/** One place, or several that the words could mean (the person is asked which). */
export type PlaceReading = Place | { ambiguous: Place[] }

export type Point = { lat: number; lon: number }
