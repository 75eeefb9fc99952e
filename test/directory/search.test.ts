import { describe, expect, it, test } from 'vitest'
import { compileDirectory, type Query } from '../../src/directory/index.ts'
import {
  ask,
  at,
  directoryOf,
  fernshire,
  find,
  ids,
  isBankHoliday,
  night,
  otterford,
  relations,
  services,
  thursdayNoon,
} from './fixture/fernshire.ts'

const here: Partial<Query> = { point: otterford, town: 'otterford' }

describe('who a service is for', () => {
  type Row = [who: string, query: Partial<Query>, listed: string[], never: string[]]
  const rows: Row[] = [
    [
      'someone for themselves',
      { audience: 'self', needs: ['mutual_aid'] },
      ['alcohol-fellowship'],
      ['family-fellowship', 'family-circle'],
    ],
    [
      'a relative',
      { audience: 'family', needs: ['family_support'] },
      ['family-fellowship', 'family-circle'],
      ['harbour-clinic', 'alcohol-fellowship'],
    ],
    [
      'a relative who asks for a group',
      { audience: 'family', needs: ['mutual_aid'] },
      ['family-fellowship'],
      ['alcohol-fellowship', 'otterford-meeting'],
    ],
    ['a bereaved relative', { needs: ['bereavement'], audience: 'family' }, ['family-circle'], []],
    ['someone bereaved', { needs: ['bereavement'] }, ['family-circle'], []],
    ['a professional, of a relative', { audience: 'professional', needs: ['family_support'] }, ['family-circle'], []],
    ['nobody said who, families asked for', { needs: ['family_support'] }, ['family-circle'], []],
    ['nobody said who', { needs: ['one_to_one'] }, ['advice-line'], ['family-circle']],
    [
      'a professional',
      { audience: 'professional', needs: ['treatment'] },
      ['harbour-clinic', 'harbour-young'],
      ['family-fellowship'],
    ],
    ['an adult, or of unknown age', { needs: ['treatment'] }, ['harbour-clinic'], ['harbour-young']],
    ['someone young', { needs: ['treatment'], young: true }, ['harbour-young'], ['harbour-clinic']],
    ['a parent', { needs: ['treatment'], audience: 'family' }, ['harbour-young'], ['harbour-clinic']],
    ['gender not said', { needs: ['mutual_aid'] }, [], ['womens-circle']],
    ['women only', { needs: ['mutual_aid'], preferences: ['women_only'] }, ['womens-circle', 'self-run-group'], []],
    [
      'alcohol',
      { needs: ['mutual_aid'], substances: ['alcohol'] },
      ['alcohol-fellowship'],
      ['drugs-fellowship', 'cocaine-fellowship'],
    ],
    [
      'cocaine',
      { needs: ['mutual_aid'], substances: ['cocaine'] },
      ['cocaine-fellowship', 'drugs-fellowship'],
      ['alcohol-fellowship'],
    ],
    [
      'cannabis',
      { needs: ['mutual_aid'], substances: ['cannabis'] },
      ['drugs-fellowship'],
      ['alcohol-fellowship', 'cocaine-fellowship'],
    ],
    [
      'not sure what',
      { needs: ['mutual_aid'], substances: ['unsure'] },
      ['alcohol-fellowship', 'drugs-fellowship'],
      ['betting-help'],
    ],
    [
      'gambling',
      { needs: ['treatment'], substances: ['gambling'] },
      ['betting-help', 'listening-line'],
      ['harbour-clinic', 'alcohol-fellowship', 'self-run-group'],
    ],
    [
      'gambling, whatever the need',
      { needs: ['mutual_aid'], substances: ['gambling'] },
      ['betting-help'],
      ['self-run-group'],
    ],
    [
      'gambling and drink',
      { needs: ['treatment'], substances: ['gambling', 'alcohol'] },
      ['betting-help', 'harbour-clinic'],
      [],
    ],
    ['no gambling', { needs: ['talk_now'] }, ['listening-line'], ['betting-help']],
    [
      'no religion',
      { needs: ['mutual_aid'], preferences: ['not_religious'] },
      ['self-run-group', 'alcohol-fellowship'],
      ['chapel-table'],
    ],
    [
      'not in my town',
      { ...here, needs: ['mutual_aid'], preferences: ['not_near_me'] },
      ['self-run-group'],
      ['otterford-meeting', 'chapel-table'],
    ],
    [
      'not in my town, nor at a hidden address there',
      { ...here, needs: ['mutual_aid'], preferences: ['not_near_me', 'women_only'] },
      [],
      ['womens-circle'],
    ],
    [
      'not near a place that has no name',
      { point: otterford, needs: ['mutual_aid'], preferences: ['not_near_me'] },
      ['self-run-group'],
      ['otterford-meeting'],
    ],
    [
      'online',
      { needs: ['mutual_aid'], preferences: ['online'] },
      ['alcohol-fellowship'],
      ['otterford-meeting', 'chapel-table'],
    ],
    [
      'outside the area',
      { point: { lat: 51.5, lon: 0 }, inArea: false, needs: ['treatment'] },
      ['advice-line'],
      ['harbour-clinic', 'next-clinic'],
    ],
    [
      'just across the border',
      { point: { lat: 52.5, lon: -1.97 }, inArea: false, needs: ['treatment'] },
      ['next-clinic'],
      ['harbour-clinic'],
    ],
    ['an inactive service', { needs: ['treatment', 'talk_now'] }, [], ['closed-project']],
  ]
  test.each(rows)('%s', (_, query, listed, never) => {
    const found = ids(find(query))
    expect(found).toEqual(expect.arrayContaining(listed))
    for (const id of never) expect(found).not.toContain(id)
  })
})

describe('what comes first', () => {
  type Row = [what: string, query: Partial<Query>, now: string, earlier: string, later: string]
  const noon = '2026-11-19 12:00'
  const rows: Row[] = [
    ['what was asked before what is wider', { needs: ['mutual_aid'] }, noon, 'cocaine-fellowship', 'harbour-clinic'],
    ['what is wider before a line for everyone', { needs: ['food'] }, noon, 'kitchen', 'listening-line'],
    [
      'the nearer',
      { ...here, needs: ['mutual_aid'], substances: ['alcohol'] },
      noon,
      'otterford-meeting',
      'alcohol-fellowship',
    ],
    [
      'the nearer of equals from the other side',
      { point: { lat: 52.53, lon: -2 }, needs: ['mutual_aid'] },
      noon,
      'self-run-group',
      'otterford-meeting',
    ],
    [
      'the borough before its neighbour',
      { ...here, needs: ['treatment'] },
      '2026-11-19 23:00',
      'harbour-clinic',
      'next-clinic',
    ],
    [
      'the very last of the borough before its neighbour',
      { ...here, needs: ['treatment'] },
      noon,
      'sangat-project',
      'next-clinic',
    ],
    [
      'who speaks the language',
      { language: 'pa-Latn', needs: ['family_support'], audience: 'family' },
      noon,
      'sangat-project',
      'family-circle',
    ],
    [
      'who speaks what was asked for',
      { preferences: ['speaks:pl'], needs: ['one_to_one'] },
      noon,
      'advice-line',
      'harbour-clinic',
    ],
    ['what fits', { preferences: ['fits:sikh'], needs: ['treatment'] }, noon, 'sangat-project', 'harbour-clinic'],
    [
      'one community’s own, not asked for, after the rest',
      { needs: ['treatment'], audience: 'professional' },
      noon,
      'harbour-clinic',
      'sangat-project',
    ],
    ['self-referral before vouchers', { needs: ['food'] }, noon, 'kitchen', 'pantry'],
    ['vouchers before what was not asked for', { needs: ['food'] }, noon, 'pantry', 'listening-line'],
    ['by day the nearest kind of line', { needs: ['talk_now'] }, noon, 'listening-line', 'alcohol-fellowship'],
    ['to talk now, who answers now', { needs: ['talk_now'] }, '2026-11-21 02:30', 'alcohol-fellowship', 'advice-line'],
    [
      'to talk now, the phone that is open',
      { needs: ['talk_now', 'treatment'] },
      '2026-11-21 02:30',
      'text-line',
      'harbour-clinic',
    ],
    [
      'no religion: the twelve steps last',
      { ...here, needs: ['mutual_aid'], preferences: ['not_religious'] },
      noon,
      'self-run-group',
      'otterford-meeting',
    ],
    [
      'still using',
      { needs: ['mutual_aid'], preferences: ['still_using_ok'] },
      noon,
      'self-run-group',
      'cocaine-fellowship',
    ],
    ['safer', { goal: 'safer' }, noon, 'harbour-clinic', 'alcohol-fellowship'],
    [
      'for families only, to a relative',
      { audience: 'family', needs: ['one_to_one'] },
      noon,
      'family-circle',
      'advice-line',
    ],
    [
      'for young people, to someone young',
      { young: true, needs: ['one_to_one'] },
      noon,
      'harbour-young',
      'advice-line',
    ],
  ]
  test.each(rows)('%s', (_, query, now, earlier, later) => {
    const found = ids(find(query, at(now)))
    expect(found).toContain(earlier)
    expect(found).toContain(later)
    expect(found.indexOf(earlier)).toBeLessThan(found.indexOf(later))
  })

  it('asks a referral of a professional without remark', () => {
    const pantry = find({ audience: 'professional', needs: ['food'] }).find((one) => one.service === 'pantry')
    expect(pantry?.reasons).not.toContainEqual({ id: 'referral_needed' })
  })
})

test('a service of the next borough, which may not take them, comes after what needs a referral here', () => {
  const directory = directoryOf({
    voucher: { eligibility: { referral_only: true } },
    own: {},
    neighbour: { coverage: 'neighbour', core: 'treatment', fits: ['sikh'] },
  })
  const found = find({ needs: ['treatment'], preferences: ['fits:sikh'] }, thursdayNoon, directory)
  expect(ids(found)).toEqual(['own', 'voucher', 'neighbour'])
})

test('where nothing else is left, any national service is better than none', () => {
  const directory = directoryOf({
    far: { coverage: 'national', needs: ['volunteering'] },
    local: { needs: ['volunteering'] },
  })
  expect(ids(find({ needs: ['food'] }, thursdayNoon, directory))).toEqual(['far'])
})

test('equals stand in the order of the directory', () => {
  expect(ids(find({ needs: ['treatment'] }, thursdayNoon, directoryOf({ b: {}, a: {}, c: {} })))).toEqual([
    'b',
    'a',
    'c',
  ])
})

test('a textphone is nobody’s first contact', () => {
  const contacts = [
    { type: 'textphone', value: '01632 960101' },
    { type: 'phone', value: '01632 960102' },
  ]
  expect(find({ needs: ['treatment'] }, thursdayNoon, directoryOf({ line: { contacts } }))).toMatchObject([
    { contact: 1 },
  ])
})

describe('the contact printed', () => {
  type Row = [
    what: string,
    service: string,
    query: Partial<Query>,
    now: string,
    contact: string,
    opening: string,
    possibleNow: boolean,
  ]
  const rows: Row[] = [
    ['open now: the first', 'harbour-clinic', {}, '2026-11-19 12:00', 'phone', 'open', true],
    ['closed: the first', 'harbour-clinic', {}, '2026-11-21 02:30', 'phone', 'closed', false],
    [
      'no calls: the door, if it is open',
      'harbour-clinic',
      { preferences: ['no_calls'] },
      '2026-11-19 12:00',
      'walk_in',
      'open',
      true,
    ],
    [
      'no calls: the page, with the door to come',
      'harbour-clinic',
      { preferences: ['no_calls'] },
      '2026-11-19 17:30',
      'web',
      'closed',
      false,
    ],
    ['online', 'harbour-clinic', { preferences: ['online'] }, '2026-11-19 12:00', 'web', 'open', false],
    ['the phone before the chat', 'advice-line', {}, '2026-11-19 15:00', 'phone', 'open', true],
    ['the chat, where only that is open', 'advice-line', {}, '2026-11-21 15:00', 'chat', 'open', true],
    [
      'no calls: the chat though it is closed',
      'advice-line',
      { preferences: ['no_calls'] },
      '2026-11-19 11:00',
      'chat',
      'closed',
      false,
    ],
    ['a meeting under way', 'otterford-meeting', {}, '2026-11-19 19:40', 'walk_in', 'open', true],
    ['a meeting missed', 'otterford-meeting', {}, '2026-11-19 19:50', 'walk_in', 'closed', false],
    ['a bank holiday nobody speaks of', 'harbour-clinic', {}, '2026-12-28 12:00', 'phone', 'uncertain', false],
    ['times not known', 'family-circle', { audience: 'family' }, '2026-11-19 12:00', 'email', 'unknown', false],
  ]
  test.each(rows)('%s', (_, id, query, now, contact, opening, possibleNow) => {
    const listed = fernshire.list(id, ask(query), at(now), isBankHoliday)
    expect(fernshire.get(id)?.contacts[listed?.contact ?? -1]?.type).toBe(contact)
    expect(listed).toMatchObject({ opening: { state: opening }, possibleNow })
  })

  it('leaves out who can only be rung, where no call is wanted', () => {
    expect(ids(find({ preferences: ['no_calls'], needs: ['mutual_aid', 'talk_now'] }, night))).toEqual(
      expect.not.arrayContaining(['alcohol-fellowship', 'listening-line']),
    )
  })
})

describe('the reasons', () => {
  it('are those that hold, in their order', () => {
    const [first] = find({ ...here, needs: ['mutual_aid'], substances: ['alcohol'] }, at('2026-11-19 19:35'))
    expect(first).toMatchObject({ service: 'otterford-meeting', location: 0, confirmed: true, possibleNow: true })
    expect(first?.miles).toBeCloseTo(0.08, 2)
    expect(first?.reasons).toEqual([
      { id: 'need', value: 'mutual_aid' },
      { id: 'substance', value: 'alcohol' },
      { id: 'near' },
      { id: 'open_now' },
    ])
  })

  it('name language, culture and preferences that are met, and only those', () => {
    const query: Partial<Query> = {
      ...here,
      language: 'pa',
      needs: ['treatment'],
      preferences: ['fits:sikh', 'fits:muslim', 'evenings', 'childcare'],
    }
    expect(find(query).find((one) => one.service === 'sangat-project')?.reasons).toEqual([
      { id: 'need', value: 'treatment' },
      { id: 'speaks', value: 'pa' },
      { id: 'fits', value: 'sikh' },
      { id: 'preference', value: 'evenings' },
      { id: 'near' },
    ])
  })

  it('say that a referral is needed', () => {
    const pantry = find({ needs: ['food'] }).find((one) => one.service === 'pantry')
    expect(pantry?.reasons).toContainEqual({ id: 'referral_needed' })
  })

  it('give a national line no distance', () => {
    const lines = find({ ...here, needs: ['talk_now'] }).filter(
      (one) => fernshire.get(one.service)?.coverage === 'national',
    )
    expect(lines.length).toBeGreaterThan(3)
    for (const line of lines) expect(line).toMatchObject({ miles: null, location: null })
  })
})

describe('what may be shown', () => {
  const options = { showUnconfirmed: false, taxonomy: relations }

  it('is what somebody has confirmed', () => {
    const directory = compileDirectory(services, {
      ...options,
      confirmed: (service, contact) => service === 'harbour-clinic' && contact === 'web:harbour.example',
    })
    expect(directory.services.map((one) => [one.id, one.contacts.map((contact) => contact.value)])).toEqual([
      ['harbour-clinic', ['harbour.example']],
    ])
  })

  it('is everything outside production, marked', () => {
    const directory = compileDirectory(services, { ...options, showUnconfirmed: true, confirmed: () => false })
    expect(directory.services).toHaveLength(services.length - 1)
    expect(find({ needs: ['treatment'] }, night, directory).every((one) => !one.confirmed)).toBe(true)
  })

  it('has no hidden address and no way to walk in there', () => {
    const circle = fernshire.get('womens-circle')
    expect(circle?.contacts.map((contact) => contact.type)).toEqual(['phone'])
    expect(JSON.stringify(circle)).not.toMatch(/A house|ZZ1/)
  })

  it('does not repeat a dropped contact in its provenance', () => {
    const [clinic] = services
    if (!clinic) throw new Error('the fixture is empty')
    const source = { source: 'a made-up page', dated: '2026', checked: '2026-11-01', review_by: '2027-05-01' } as const
    const from = { ...source, confidence: 'seed-report', permission: 'fact' } as const
    const provenance = { 'phone:01632 960001': from, 'web:harbour.example': from, address: from }
    const directory = compileDirectory([{ ...clinic, provenance }], {
      ...options,
      confirmed: (_, contact) => contact.startsWith('web:'),
    })
    expect(Object.keys(directory.get(clinic.id)?.provenance ?? {})).toEqual(['web:harbour.example', 'address'])
  })
})
