import Papa from 'papaparse'
import { describe, expect, test } from 'vitest'
import { toCsv } from '../../../src/directory/export/csv.ts'
import { serviceFull, serviceSummary } from '../../../src/directory/export/open-referral.ts'
import { type Publication, published } from '../../../src/directory/export/published.ts'
import { attributionOf, sourcesOf } from '../../../src/directory/export/sources.ts'
import { readCsv } from '../../../src/directory/import/csv.ts'
import { type Service, service } from '../../../src/directory/service.ts'
import { relations } from '../fixture/fernshire.ts'
import { knownOf } from '../import/known.ts'

type Origin = Partial<Service['provenance'][string]>

/** A made-up service whose facts come from these. */
function from(...origins: Origin[]): Service {
  const provenance = origins.map((one, index) => [
    `fact ${index}`,
    { source: 'a page', dated: '2026', checked: '2026-11-20', review_by: '2027-05-20', confidence: 'derived', ...one },
  ])
  return service.parse({
    id: 'made-up',
    name: 'Made up',
    organization: 'Made up',
    offered_by: 'community',
    needs: ['treatment'],
    coverage: 'national',
    contacts: [{ type: 'phone', value: '07700 900123', hours: 'always' }],
    steward: 'tests',
    provenance: Object.fromEntries(provenance),
  })
}

const feed = (licence: string, attribution?: string): Origin => ({
  imported: { source: 'a-feed', licence, ...(attribution ? { attribution } : {}) },
})

function publicationOf(all: Service[], confirmedOn: Publication['confirmedOn'] = () => null): Publication {
  return {
    services: published(all, { confirmed: () => true, taxonomy: relations }),
    describe: () => 'Made up.',
    attribution: [],
    area: { id: 'fernshire', name: 'Fernshire', nation: 'England' },
    confirmedOn,
    locate: () => null,
  }
}

describe('whose data an export holds', () => {
  test.each<[string, Service, leaves: boolean, source: string, licence: string, attribution: string, lines: string[]]>([
    ['bare facts', from({}), true, '', '', '', []],
    ['a page under the OGL', from({ permission: 'OGL v3' }, {}), true, 'a page', 'OGL v3', '', []],
    ['a feed', from(feed('CC BY 4.0'), feed('CC BY 4.0')), true, 'a-feed', 'CC BY 4.0', '', ['a-feed (CC BY 4.0)']],
    [
      'that asks to be named',
      from(feed('CC BY 4.0', 'By the Feed')),
      true,
      'a-feed',
      'CC BY 4.0',
      'By the Feed',
      ['By the Feed'],
    ],
    ['both', from(feed('OGL v3'), { permission: 'OGL v3' }), true, 'a-feed; a page', 'OGL v3', '', ['a-feed (OGL v3)']],
    ['nobody knows how it may be used', from(feed('unknown')), false, '', '', '', []],
    ['nobody knows, as somebody wrote it', from({}, feed(' Unknown. ')), false, '', '', '', []],
  ])('%s', (_, one, leaves, source, licence, attribution, lines) => {
    const publication = publicationOf([one])
    expect(publication.services).toHaveLength(leaves ? 1 : 0)
    expect(attributionOf(publication.services)).toEqual(lines)
    const csv = toCsv(publication.services)
    const rows = Papa.parse(csv, { header: true, skipEmptyLines: true }).data
    expect(rows).toMatchObject(leaves ? [{ source, licence, attribution }] : [])
    expect(publication.services.map((each) => serviceFull(each, publication).fingerpost)).toMatchObject(
      leaves ? [{ sources: sourcesOf(one) }] : [],
    )
    expect(readCsv(csv, knownOf.none).notes).toEqual([])
  })
})

describe('when it was last looked at, and how', () => {
  const read = from({ checked: '2026-11-20' }, { checked: '2026-10-01' })
  test.each([
    ['confirmed', read, '2026-11-21', '2026-11-21', 'confirmed', '2026-11-21T00:00:00.000Z'],
    [
      'confirmed before its source was read again',
      read,
      '2026-09-01',
      '2026-09-01',
      'confirmed',
      '2026-11-20T00:00:00.000Z',
    ],
    ['read only: what was read longest ago', read, null, '2026-10-01', 'source_read', '2026-11-20T00:00:00.000Z'],
    ['neither', from(), null, undefined, undefined, undefined],
  ])('%s', (_, one, confirmed, assured_date, assured_by, last_modified) => {
    const row = serviceSummary(
      one,
      publicationOf([one], () => confirmed),
    )
    expect(row.assured_date).toBe(assured_date)
    expect(row.last_modified).toBe(last_modified)
    expect((row.fingerpost as { assured_by?: string }).assured_by).toBe(assured_by)
  })
})
