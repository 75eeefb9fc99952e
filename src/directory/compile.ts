import type { Temporal } from 'temporal-polyfill'
import { idOf, type Need, type Substance } from '../taxonomy.ts'
import type { Listed, Query } from './listing.ts'
import { type Group, groupOf } from './nearness.ts'
import type { IsBankHoliday } from './opening.ts'
import { listService } from './search.ts'
import type { Contact, Hours, Location, Service } from './service.ts'
import { bitsOf, primaryLanguage, slugOf } from './tags.ts'
import type { Taxonomy } from './taxonomy.ts'

/** A service with what searching asks of it worked out beforehand. */
export type Entry = {
  /** Its place in the directory; decides between equals. */
  order: number
  /** Only what may be shown: see `compileDirectory`. */
  service: Service
  /** By contact, whether somebody has confirmed it. */
  confirmed: readonly boolean[]
  /** Slugs of the towns it is in, those of hidden addresses too: for people who want it out of their town. */
  towns: ReadonlySet<string>
  /** Its needs as bits (`bitsOf`). */
  needs: number
  /** Primary language subtags. */
  speaks: ReadonlySet<string>
  /** Some of it is open after six in the evening. */
  evenings: boolean
}

/** What services are looked for by. */
export type Trait =
  | `need:${Need}`
  | `substance:${Substance}`
  | `speaks:${string}`
  | `fits:${string}`
  | `preference:${string}`

export type Directory = {
  readonly services: readonly Service[]
  /** One more than the highest `order` of an entry. */
  readonly orders: number
  readonly taxonomy: Taxonomy
  get(id: string): Service | undefined
  /** One service as it would be listed to this person now; null where it is gone or they could not use it. */
  list(id: string, query: Query, now: Temporal.Instant, isBankHoliday: IsBankHoliday): Listed | null
  entry(id: string): Entry | undefined
  /** The services for a need. */
  for(need: Need): readonly Entry[]
  /** The services that have a trait. */
  group(trait: Trait): Group
  readonly national: readonly Entry[]
  /** National lines that stand in where nothing else answers. */
  readonly lastResort: readonly Entry[]
}

export type CompileOptions = {
  /** Whether somebody has confirmed a contact, named as `type:value`. */
  confirmed: (service: string, contact: string) => boolean
  /** Outside production an unconfirmed contact is shown, marked. */
  showUnconfirmed: boolean
  /** Whether a contact, named as `type:value`, is not shown until somebody has looked at it. */
  hidden?: (service: string, contact: string) => boolean
  taxonomy: Taxonomy
}

/**
 * The directory as it may be shown, indexed. Inactive services, contacts that may not be shown (with their provenance,
 * which repeats them) and hidden addresses are not in it, and a service left with no contact is out. The order of
 * `services` is the order in which equals are listed.
 */
export function compileDirectory(services: readonly Service[], options: CompileOptions): Directory {
  const active = services.filter((one) => one.status === 'active')
  const entries = active.flatMap((one, order) => entryOf(one, order, options) ?? [])
  const byId = new Map(entries.map((entry) => [entry.service.id, entry]))
  const groups = grouped(entries)
  const national = entries.filter((entry) => entry.service.coverage === 'national')
  const none = groupOf([])
  const group = (trait: Trait) => groups.get(trait) ?? none
  const directory: Directory = Object.freeze({
    services: Object.freeze(entries.map((entry) => entry.service)),
    orders: active.length,
    taxonomy: options.taxonomy,
    get: (id: string) => byId.get(id)?.service,
    list: (id: string, query: Query, now: Temporal.Instant, isBankHoliday: IsBankHoliday) =>
      listService(directory, id, { query, now, isBankHoliday }),
    entry: (id: string) => byId.get(id),
    for: (need: Need) => group(`need:${need}`).all,
    group,
    national,
    lastResort: national.filter(({ service }) =>
      options.taxonomy.last_resort.some((one) => service.needs.includes(one)),
    ),
  })
  return directory
}

function entryOf(
  service: Service,
  order: number,
  { confirmed, showUnconfirmed, hidden }: CompileOptions,
): Entry | null {
  const toBeShown = service.locations.filter((location) => !location.hidden)
  const isConfirmed = (contact: Contact) => confirmed(service.id, keyOf(contact))
  const shown = service.contacts.filter(
    (contact) =>
      !hidden?.(service.id, keyOf(contact)) &&
      (showUnconfirmed || isConfirmed(contact)) &&
      (contact.type !== 'walk_in' || toBeShown.length > 0),
  )
  if (shown.length === 0) return null
  // A door is a contact too: unconfirmed it serves for distance and is not printed.
  const printed = showUnconfirmed || confirmed(service.id, 'walk_in:')
  const locations = printed
    ? toBeShown
    : toBeShown.map((location) => ({ ...location, address: '', postcode: undefined }))
  const dropped = new Set(service.contacts.filter((contact) => !shown.includes(contact)).map(keyOf))
  const provenance =
    dropped.size === 0
      ? service.provenance
      : Object.fromEntries(Object.entries(service.provenance).filter(([field]) => !dropped.has(field)))
  return {
    order,
    service: Object.freeze({
      ...maybe,
      ...service,
      needs: service.needs.map(idOf),
      substances: service.substances?.map(idOf),
      audiences: service.audiences.map(idOf),
      preferences: service.preferences.map(idOf),
      contacts: shown,
      locations,
      provenance,
    }),
    confirmed: shown.map(isConfirmed),
    towns: new Set(service.locations.flatMap((location: Location) => (location.town ? [slugOf(location.town)] : []))),
    needs: bitsOf(service.needs),
    speaks: new Set(service.languages.map(primaryLanguage)),
    evenings: [...shown, ...locations].some((one) => opensInEvening(one.hours)),
  }
}

/** What not every record has: with these first all are objects of one shape, which reading a hundred of them is quicker for. */
const maybe = {
  short: undefined,
  known_as: undefined,
  texts: undefined,
  core: undefined,
  substances: undefined,
  lived: undefined,
} satisfies Partial<Service>

function grouped(entries: readonly Entry[]): Map<Trait, Group> {
  const lists = new Map<Trait, Entry[]>()
  for (const entry of entries)
    for (const trait of traitsOf(entry)) {
      const list = lists.get(trait)
      if (list) list.push(entry)
      else lists.set(trait, [entry])
    }
  return new Map([...lists].map(([trait, list]) => [trait, groupOf(list)]))
}

function traitsOf({ service, speaks }: Entry): Set<Trait> {
  const { eligibility, preferences } = service
  const only = (['women_only', 'men_only'] as const).filter((one) => eligibility[one])
  return new Set<Trait>([
    ...service.needs.map((need): Trait => `need:${need}`),
    ...(service.substances ?? []).map((substance): Trait => `substance:${substance}`),
    ...[...speaks].map((language): Trait => `speaks:${language}`),
    ...service.fits.map((community): Trait => `fits:${community}`),
    ...[...preferences, ...only].map((one): Trait => `preference:${one}`),
  ])
}

function keyOf(contact: Contact): string {
  return `${contact.type}:${contact.value}`
}

function opensInEvening(hours: Hours): boolean {
  if (hours === 'always' || hours === 'unknown') return hours === 'always'
  return hours.some((one) => one.closes <= one.opens || one.closes > '18:00')
}
