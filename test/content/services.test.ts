import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { plainSms, smsSize } from '../../src/channels/sms/text.ts'
import { area as areaFile } from '../../src/content/area.ts'
import { confirmations } from '../../src/content/confirmations.ts'
import { importFacts } from '../../src/directory/import/facts.ts'
import { type Service, service } from '../../src/directory/service.ts'
import { languages, needs } from '../../src/taxonomy.ts'
import { alwaysOpen, fits, gaps, hoursNotToState, never, neverFile, sourced, unkind } from './facts.ts'

type Texts = Record<string, { kind: string; about: string }>

const root = join(import.meta.dirname, '../..')
const files = ['sandwell', 'national'].flatMap((area) => filesUnder(`content/areas/${area}/services`))
const services: Service[] = files.flatMap((file) => service.safeParse(parse(read(file))).data ?? [])
const byId = new Map(services.map((one) => [one.id, one]))
const each = services.map((one) => [one.id, one] as const)

describe('every service', () => {
  it.each(files)('%s is valid and named after its id', (file) => {
    expect(service.parse(parse(read(file))).id).toBe(basename(file, '.yaml'))
  })

  it('has an id of its own', () => {
    expect(byId.size).toBe(files.length)
  })

  it.each(each)('%s says where each of its facts comes from', (_, one) => {
    expect(factsOf(one).filter((fact) => !one.provenance[fact])).toEqual([])
    const contacts = one.contacts.map((contact) => `${contact.type}:${contact.value}`)
    expect(
      Object.keys(one.provenance)
        .filter((key) => key.includes(':'))
        .sort(),
    ).toEqual(contacts.sort())
  })

  it.each(each)(
    '%s is looked at again after three months, or six where a dated page of its own stands for it',
    (_, one) => {
      for (const [field, { checked, review_by, confidence }] of Object.entries(one.provenance)) {
        const months = one.core === 'crisis' || confidence !== 'page-verified' ? 3 : 6
        expect({ field, review_by }).toEqual({ field, review_by: monthsAfter(checked, months) })
      }
    },
  )

  it('has a name of at most 24 characters for a text message', () => {
    expect(services.filter((one) => (one.short ?? one.name).length > 24).map((one) => one.id)).toEqual([])
  })

  it('has an address where its contact is a door', () => {
    const doors = services.filter((one) => one.contacts.some((contact) => contact.type === 'walk_in'))
    expect(doors.length).toBeGreaterThan(20)
    expect(doors.filter((one) => one.locations.length === 0).map((one) => one.id)).toEqual([])
  })

  it('lies where its address says, in Sandwell or next door', () => {
    const points = services.flatMap((one) => one.locations.map(({ lat, lon }) => ({ id: one.id, lat, lon })))
    const far = points.filter(({ lat = 52.5, lon = -2 }) => lat < 52.4 || lat > 52.6 || lon < -2.2 || lon > -1.85)
    expect(far).toEqual([])
  })

  it('names cultures and communities by the agreed ids', () => {
    expect(services.flatMap((one) => one.fits).filter((fit) => !fits.includes(fit))).toEqual([])
  })
})

describe('facts that may be stated', () => {
  it.each([...files, ...languages.map((language) => `locales/${language}/services.json`)])(
    '%s holds no number without a source',
    (file) => {
      expect(numbersIn(read(file)).filter((number) => !sourced.has(number))).toEqual([])
    },
  )

  it('numbers are recognised however they are spaced', () => {
    const text = 'ring 0121 553 1333, 01215531333, 0800 58 58 58, 116 123 or 18001 111, text 85258; built 2016-08-15'
    expect(numbersIn(text)).toEqual(['01215531333', '01215531333', '0800585858', '116123', '18001111', '85258'])
    expect(numbersIn('press 1111 or ring 0800 1111')).toEqual(['08001111'])
  })

  it('every number a service gives is among those with a source', () => {
    const dialled = services.flatMap((one) =>
      one.contacts
        .filter(({ type }) => ['phone', 'text', 'textphone'].includes(type))
        .map(({ value }) => digits(value)),
    )
    expect(dialled.filter((number) => !sourced.has(number))).toEqual([])
    expect([...sourced].filter((number) => !dialled.includes(number))).toEqual([])
  })

  const published = ['content', 'locales']
    .flatMap(filesUnder)
    .filter((file) => file !== neverFile)
    .map((file) => ({ file, text: squeeze(read(file)) }))
  it.each(never)('"%s" is published nowhere', (forbidden) => {
    expect(published.filter(({ text }) => text.includes(squeeze(forbidden))).map(({ file }) => file)).toEqual([])
  })

  it('what is never published would be found in any spacing and case', () => {
    expect(squeeze('Ring  0845 388-3853, or the HOLLY\n  Grange')).toContain(squeeze('0845 3883853'))
    expect(squeeze('Ring  0845 388-3853, or the HOLLY\n  Grange')).toContain(squeeze('Holly Grange'))
  })

  it.each(hoursNotToState)('the hours of %s are not stated', (id) => {
    const one = byId.get(id)
    const hours = [...(one?.contacts ?? []), ...(one?.locations ?? [])].map((place) => place.hours)
    expect(new Set(hours)).toEqual(new Set(['unknown']))
  })

  it.each(alwaysOpen)('%s answers day and night', (id) => {
    expect(byId.get(id)?.contacts[0]?.hours).toBe('always')
  })

  it('the emergency department carries no postcode, for only a directory page knows one', () => {
    expect(byId.get('mmuh-emergency')?.locations.map((place) => place.postcode)).toEqual([undefined])
  })

  it('every confirmation is of a contact that a service has', () => {
    const known = [...byId.values()].flatMap((one) =>
      ['walk_in:', ...one.contacts.map(({ type, value }) => `${type}:${value}`)].map(
        (contact) => `${one.id} ${contact}`,
      ),
    )
    const confirmed = confirmations
      .parse(parse(read('content/confirmations.yaml')))
      .map(({ service, contact }) => `${service} ${contact}`)
    expect(confirmed.filter((one) => !known.includes(one))).toEqual([])
  })
})

describe('what the services are good for', () => {
  it.each(needs)('%s', (need) => {
    const answering = services.filter((one) => one.needs.includes(need)).map((one) => one.id)
    if (gaps.includes(need)) expect(answering, `${need} is no longer a gap`).toEqual([])
    else expect(answering).not.toEqual([])
  })

  it('the core of the area is made of the services that say so', () => {
    const area = areaFile.parse(parse(read('content/areas/sandwell/area.yaml')))
    const listed = Object.entries(area.core).flatMap(([part, ids]) => ids.map((id) => `${part}: ${id}`))
    const said = services.filter((one) => one.core).map((one) => `${one.core}: ${one.id}`)
    expect(listed.sort()).toEqual(said.sort())
    expect(Object.keys(area.core).sort()).toEqual(['crisis', 'family', 'peer', 'treatment'])
    expect(services.filter((one) => one.emergency).map((one) => one.id)).toEqual([
      'mmuh-emergency',
      'sandwell-health-campus-utc',
    ])
  })
})

const isLatin = (language: string) => new Intl.Locale(language).maximize().script === 'Latn'

describe.each(languages)('sentences of the directory in %s', (language) => {
  const all = Object.entries(JSON.parse(read(`locales/${language}/services.json`)) as Texts)

  it('speak of every service, of what is imported, and of nothing else', () => {
    const { fellowships } = importFacts.parse(parse(read('content/imports.yaml')))
    const imported = Object.values(fellowships).map((one) => one.texts)
    const wanted = new Set([...services.map((one) => one.texts ?? one.id), ...imported, 'imported'])
    expect(all.map(([id]) => id).sort()).toEqual([...wanted].sort())
    for (const [id, words] of all) expect({ id, has: Object.keys(words) }).toEqual({ id, has: ['kind', 'about'] })
  })

  it('are short enough for a text message', () => {
    const [kind, about] = language === 'pa' ? [22, 120] : [26, 150]
    const long = all.filter(([, words]) => words.kind.length > kind || words.about.length > about)
    expect(long.map(([id]) => id)).toEqual([])
  })

  it('are in sentences of at most 20 words', () => {
    const sentences = all.flatMap(([, { about }]) => about.split(/[.।۔؟?:;](?:\s|$)/u))
    expect(sentences.filter((sentence) => sentence.split(/\s+/u).length > 20)).toEqual([])
  })

  it.runIf(isLatin(language))('keep to the letters of a cheap text message', () => {
    expect(
      all.filter(([, { kind, about }]) => smsSize(plainSms(kind + about)).encoding !== 'GSM-7').map(([id]) => id),
    ).toEqual([])
  })

  it.runIf(language === 'pa')('are in Gurmukhi, with no other Indic script slipped in', () => {
    const other = /(?![।॥])[\p{Script=Devanagari}\p{Script=Gujarati}\p{Script=Bengali}]/u
    const wrong = all.filter(([, { kind, about }]) => !/\p{Script=Gurmukhi}/u.test(about) || other.test(kind + about))
    expect(wrong.map(([id]) => id)).toEqual([])
  })

  it('put people first and do not shout', () => {
    expect(all.filter(([, { kind, about }]) => unkind.test(`${kind} ${about}`)).map(([id]) => id)).toEqual([])
  })

  it('say how to dial on, where a number needs it', () => {
    const { keyword } = JSON.parse(read(`locales/${language}/listing.json`)) as { keyword: Record<string, string> }
    const needed = services.flatMap((one) => one.contacts).flatMap((one) => (one.type === 'phone' && one.keyword) || [])
    expect(needed.length).toBeGreaterThan(0)
    expect(needed.filter((id) => !keyword[id])).toEqual([])
  })
})

/** The names under which a service's provenance must speak of what it states. A faith or a door is plain from its address. */
function factsOf(one: Service): string[] {
  const places = [...one.contacts, ...one.locations]
  const { women_only, men_only, referral_only, min_age, max_age } = one.eligibility
  const limited = women_only || men_only || referral_only || min_age !== undefined || max_age !== undefined
  const preferences = one.preferences.filter(
    (preference) => !['in_person', 'faith', 'still_using_ok', 'evenings'].includes(preference),
  )
  const facts: Record<string, boolean> = {
    address: one.locations.length > 0,
    postcode: one.locations.some((place) => place.postcode),
    coordinates: one.locations.some((place) => place.lat !== undefined),
    schedules: places.some((place) => place.hours !== 'unknown'),
    eligibility: limited,
    cost: one.cost !== 'unknown',
    languages: one.languages.length > 0,
    fits: one.fits.length > 0,
    attendance: one.attendance.length > 0,
    approach: one.approach.length > 0,
    preferences: preferences.length > 0,
  }
  const stated = Object.keys(facts).filter((field) => facts[field])
  return [...one.contacts.map((contact) => `${contact.type}:${contact.value}`), ...stated]
}

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(yaml|json)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort()
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

/** What would ring somewhere: UK numbers, the short helplines, short codes. */
function numbersIn(text: string): string[] {
  const plain = text.replace(/\bhttps?:\S+|\d{4}-\d{2}-\d{2}|-?\d+\.\d+/g, ' ')
  const dialled = /(?<!\d)(?:0800 ?1111(?! ?\d)|0\d(?: ?\d){8,9}|116 ?\d{3}|18001 ?\d{3}|[68]\d{4}|111)(?!\d)/g
  return [...plain.matchAll(dialled)].map(([number]) => digits(number))
}

function digits(number: string): string {
  return number.replaceAll(' ', '')
}

function squeeze(text: string): string {
  return text.toLowerCase().replace(/[\s-]+/g, '')
}

function monthsAfter(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + months, date)).toISOString().slice(0, 10)
}
