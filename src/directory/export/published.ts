import type { Point } from '../../places/place.ts'
import { type CompileOptions, compileDirectory } from '../compile.ts'
import type { Service } from '../service.ts'
import { mayLeave } from './sources.ts'

/** What a reader of exports has beside the services themselves. */
export type Publication = {
  /** Only what may be shown in production. */
  services: readonly Service[]
  /** What a service does, in the language of the export; a proper sentence. */
  describe: (service: Service) => string
  /** What the licences of the data ask to be shown with it. */
  attribution: readonly string[]
  /** The day (ISO) on which somebody last confirmed its contacts with the service itself; null where nobody has. */
  confirmedOn: (service: Service) => string | null
  /** `nation`: the country of the United Kingdom it lies in. */
  area: { id: string; name: string; nation: string }
  /** The centre of a postcode's sector, and whether that is in the area; null where there is no such sector. */
  locate: (postcode: string) => { point: Point; inArea: boolean } | null
}

/**
 * The services that may leave the house: as production shows them, whatever it is now. Contacts nobody has confirmed are
 * out, those that several people reported wrong, and places without a printed address: a hidden one, or a door nobody has confirmed, leaves not even its point.
 * What was imported under a licence that nobody knows stays in.
 */
export function published(
  services: readonly Service[],
  { confirmed, hidden, taxonomy }: Pick<CompileOptions, 'confirmed' | 'hidden' | 'taxonomy'>,
): Service[] {
  const { services: shown } = compileDirectory(services.filter(mayLeave), {
    confirmed,
    hidden,
    taxonomy,
    showUnconfirmed: false,
  })
  return shown.map((one) => ({
    ...one,
    locations: one.locations.filter((place) => !place.hidden && place.address !== ''),
  }))
}
