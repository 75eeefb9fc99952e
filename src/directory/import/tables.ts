import { type Fields, idOf, isFields, listOf } from './values.ts'

/**
 * HSDS as tables joined by ids (its tabular data package, or the same as JSON): services, organizations, locations, each in a
 * list of its own. Tables go by their name in the standard or its plural; a `service_id` says whose a row is.
 */
const names = [
  'organization',
  'service',
  'location',
  'service_at_location',
  'address',
  'physical_address',
  'phone',
  'schedule',
  'regular_schedule',
  'holiday_schedule',
  'contact',
  'language',
  'cost_option',
  'eligibility',
  'attribute',
  'service_taxonomy',
  'taxonomy_term',
] as const
type Table = (typeof names)[number]

/** Lists of a service, of a service at a location and of a location, by the name they have where they are nested. */
const nested = {
  phones: 'phone',
  schedules: 'schedule',
  regular_schedules: 'regular_schedule',
  holiday_schedules: 'holiday_schedule',
  contacts: 'contact',
  languages: 'language',
  cost_options: 'cost_option',
  eligibilities: 'eligibility',
  addresses: 'address',
  physical_addresses: 'physical_address',
} as const satisfies Record<string, Table>

/** The table that a name is of; null for none of these. */
export function tableOf(name: string): Table | null {
  const plain = name.toLowerCase().replaceAll('-', '_')
  return names.find((one) => [one, `${one}s`, `${one}es`, one.replace(/y$/, 'ies')].includes(plain)) ?? null
}

/** The services of such tables with all that is theirs nested in them; null where it is no such thing. */
export function servicesOfTables(data: Fields): Fields[] | null {
  const tables = new Map<Table, readonly Fields[]>()
  for (const [name, value] of Object.entries(data)) {
    const table = tableOf(name)
    const rows = table && listOf(value)
    if (table && rows) tables.set(table, rows.filter(isFields))
  }
  const services = tables.get('service')
  const joined = [...tables.values()]
    .flat()
    .some((row) => ['service_id', 'organization_id'].some((key) => idOf(row[key])))
  if (!services || tables.size < 2 || !joined) return null

  const grouped = new Map<string, Map<string, Fields[]>>()
  /** The rows of a table whose `key` is an id. */
  const whose = (table: Table, key: string, id: string | null): Fields[] => {
    const name = `${table} ${key}`
    const known = grouped.get(name) ?? Map.groupBy(tables.get(table) ?? [], (row) => idOf(row[key]) ?? '')
    grouped.set(name, known)
    return id === null ? [] : (known.get(id) ?? [])
  }
  const one = (table: Table, id: unknown) => whose(table, 'id', idOf(id))[0]
  /** What belongs to a row and is not in it already. A number of a contact is that person's, whatever else it names. */
  const withLists = (row: Fields, key: string): Fields => {
    const lists = Object.entries(nested).flatMap(([field, table]) => {
      const found = whose(table, key, idOf(row.id)).filter(
        (each) => table !== 'phone' || key === 'contact_id' || !idOf(each.contact_id),
      )
      if (found.length === 0 || listOf(row[field])) return []
      return [[field, table === 'contact' ? found.map((each) => withLists(each, 'contact_id')) : found]]
    })
    return { ...row, ...Object.fromEntries(lists) }
  }
  const withTerm = (row: Fields): Fields => ({
    ...row,
    taxonomy_term: row.taxonomy_term ?? one('taxonomy_term', row.taxonomy_term_id),
  })
  return services.map((service) => {
    const id = idOf(service.id)
    const at = whose('service_at_location', 'service_id', id).map((row) => {
      const location = isFields(row.location) ? row.location : one('location', row.location_id)
      return {
        ...withLists(row, 'service_at_location_id'),
        ...(location ? { location: withLists(location, 'location_id') } : {}),
      }
    })
    const terms = [...whose('attribute', 'link_id', id), ...whose('service_taxonomy', 'service_id', id)].map(withTerm)
    const organization = one('organization', service.organization_id)
    return {
      ...withLists(service, 'service_id'),
      ...(organization && !isFields(service.organization)
        ? { organization: withLists(organization, 'organization_id') }
        : {}),
      ...(at.length > 0 && !listOf(service.service_at_locations) ? { service_at_locations: at } : {}),
      ...(terms.length > 0 && !listOf(service.attributes) ? { attributes: terms } : {}),
    }
  })
}
