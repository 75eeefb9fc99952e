import type { Reading } from './draft.ts'
import { type Fields, textOf, yesOf } from './values.ts'

/**
 * Outpost's `services.csv` (github.com/wearefuturegov/outpost, lib/tasks/data_import/services): a row is a service, or,
 * where `import_id_reference` names one, something more of that service: another place, another day, another contact.
 */
export function isOutpost(headers: readonly string[]): boolean {
  return headers.includes('import_id') && headers.includes('import_id_reference')
}

/** The services as Open Referral would say them. Rows that add to one count with it; those that add to none are skipped. */
export function outpostServices(rows: readonly Fields[]): Pick<Reading, 'skipped' | 'notes'> & { services: Fields[] } {
  const groups = new Map<string, Fields[]>()
  const skipped: Reading['skipped'] = []
  const orphans: Fields[] = []
  let more = 0
  rows.forEach((row, index) => {
    const id = textOf(row.import_id, 60)
    if (textOf(row.import_id_reference)) orphans.push(row)
    else if (!id) skipped.push({ id: `row ${index + 1}`, why: 'it has no import_id' })
    else if (groups.has(id)) skipped.push({ id, why: `duplicate: row ${index + 1} has the id of an earlier row` })
    else groups.set(id, [row])
  })
  for (const row of orphans) {
    const group = groups.get(textOf(row.import_id_reference) ?? '')
    const id = textOf(row.import_id, 60) ?? 'a row'
    if (group) {
      group.push(row)
      more++
    } else skipped.push({ id, why: `it adds to ${textOf(row.import_id_reference, 60)}, which is not there` })
  }
  const notes = more > 0 ? [`${more} rows add to a service and count with it`] : []
  return { services: [...groups].map(([id, group]) => serviceOf(id, group)), skipped, notes }
}

function serviceOf(id: string, rows: readonly Fields[]): Fields {
  const [first = {}] = rows
  const said = (key: string) => rows.filter((row) => textOf(row[key]) !== null)
  const hidden =
    yesOf(first.visible) === false || yesOf(first.approved) === false || yesOf(first.temporarily_closed) === true
  return {
    id,
    name: first.name,
    url: first.url,
    status: hidden ? 'inactive' : 'active',
    organization: { name: first.organisation },
    minimum_age: first.min_age,
    maximum_age: first.max_age,
    contacts: said('contact_phone')
      .concat(said('contact_email').filter((row) => !textOf(row.contact_phone)))
      .filter((row) => yesOf(row.contact_visible) !== false)
      .map((row) => ({
        name: row.contact_name,
        phones: textOf(row.contact_phone) ? [{ number: row.contact_phone }] : [],
      })),
    email: said('contact_email').find((row) => yesOf(row.contact_visible) !== false)?.contact_email,
    attributes: [
      ...split(first.service_taxonomies).map((name) => ({ taxonomy_term: { name } })),
      ...(yesOf(first.needs_referral)
        ? [{ taxonomy_term: { taxonomy: 'fingerpost:eligibility', name: 'referral_only' } }]
        : []),
    ],
    cost_options: yesOf(first.free) ? [{ amount: 0 }] : said('cost_amount').map((row) => ({ amount: row.cost_amount })),
    schedules: said('schedules_opens_at').map((row) => ({
      weekday: row.scheduled_weekday,
      opens_at: row.schedules_opens_at,
      closes_at: row.schedules_closes_at,
    })),
    service_at_locations: said('location_postcode')
      .filter((row) => yesOf(row.location_visible) !== false)
      .map((row) => ({
        location: {
          approximate: yesOf(row.mask_exact_address) === true,
          latitude: row.location_latitude,
          longitude: row.location_longitude,
          addresses: [
            {
              address_1: [row.location_name, row.location_address_1].filter(Boolean).join(', '),
              city: row.location_city,
              postal_code: row.location_postcode,
            },
          ],
        },
      })),
  }
}

function split(value: unknown): string[] {
  return (textOf(value, 1000) ?? '').split(';').flatMap((one) => textOf(one, 120) ?? [])
}
