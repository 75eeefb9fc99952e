import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { languages } from '../../../src/taxonomy.ts'
import { root } from '../../root.ts'

/** The files the desk may change, as they are installed, in memory: no test writes to the real ones. */
export function installedFiles(): Map<string, string> {
  const homes = ['sandwell', 'national'].map((area) => `content/areas/${area}/services`)
  const records = homes.flatMap((home) => readdirSync(join(root, home)).map((name) => `${home}/${name}`))
  const paths = [
    ...records,
    'content/confirmations.yaml',
    'content/areas/sandwell/links.yaml',
    ...languages.map((language) => `locales/${language}/services.json`),
  ]
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

/** What a file of imports says of its source. */
function headOf(source: string): string {
  return `source: ${source}
format: csv
from: ${source}.csv
licence: OGL v3
permission: none recorded
read: 2026-11-20
`
}

/** Made-up rows, as `fingerpost import` writes them. */
export const importedFile = `${headOf('fernshire')}---
id: fernshire-kettle
source_id: "1"
page: https://fernshire.example/kettle
taken: 2026-11-20
service:
  name: "The Kettle: Smethwick"
  organization: Fernhill Neighbours
  offered_by: community
  coverage: borough
  needs: [ food ]
  contacts:
    - type: phone
      value: 0121 496 0123
  locations:
    - address: 1 Made-up Street
      postcode: B66 1JE
---
id: fernshire-unsorted
source_id: "2"
taken: 2026-11-21
flags: [ outside_area, needs_unsorted ]
service:
  name: Another Kettle
  organization: Fernhill Neighbours
  offered_by: community
  coverage: borough
  eligibility: { women_only: true }
  languages: [ pa ]
  locations:
    - address: ""
      town: smethwick
      lat: 52.4921
      lon: -1.9701
      hours: [ { days: [ SU ], nth: [ 1 ], opens: "14:00", closes: "16:00" } ]
  contacts:
    - type: phone
      value: 0121 496 0124
---
id: fernshire-gone
source_id: "3"
taken: 2026-11-01
retired: 2026-11-20
service:
  name: A Kettle that is Gone
  organization: Fernhill Neighbours
  offered_by: community
  coverage: borough
  contacts: []
`

/** A row with the old number of a helpline, as never-published.yaml has it, and a made-up refuge. */
export const outdatedFile = `${headOf('oldshire')}---
id: oldshire-line
source_id: "1"
taken: 2026-11-19
service:
  name: The Old Line
  organization: Fernhill Neighbours
  offered_by: community
  coverage: borough
  needs: [ food ]
  contacts:
    - type: phone
      value: 0800 776600
  locations:
    - address: The Refuge, Made-up Road
      postcode: B66 1JE
`
