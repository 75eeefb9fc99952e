import Papa from 'papaparse'
import type { NeedRow, TownRow } from './demand.ts'
import type { Reckoning, SectorRow } from './reckoning.ts'
import type { Say, Words } from './words.ts'

/** A table as the page shows it and as it is downloaded: the same cells in both. */
export type Table = { name: string; title: string; head: string[]; rows: (string | number)[][] }

export const tableNames = ['sectors', 'hours', 'for-whom', 'needs', 'towns', 'named'] as const
export type TableName = (typeof tableNames)[number]

/** For a spreadsheet, which must not take any of it for a formula. */
export function csvOf({ head, rows }: Table): string {
  return `${Papa.unparse({ fields: head, data: rows }, { escapeFormulae: true, newline: '\r\n' })}\r\n`
}

export function sectorTable(say: Say, words: Words, rows: readonly SectorRow[]): Table {
  const head = ['sector', 'town', 'walk', 'bus', 'unknown', 'nearest', 'miles'].map((one) => say(`gaps:column.${one}`))
  return {
    name: 'sectors',
    title: say('gaps:map.title'),
    head,
    rows: rows.map(({ code, town, walk, bus, unknown, nearest }) => [
      code,
      words.townName(town),
      walk,
      bus,
      unknown,
      nearest?.name ?? '',
      nearest ? nearest.miles.toFixed(1) : '',
    ]),
  }
}

/** Hours down, days across. */
export function hourTable(say: Say, title: string, counts: readonly number[]): Table {
  const days = Array.from({ length: 7 }, (_, day) => say(`gaps:days.${day}`))
  return {
    name: 'hours',
    title,
    head: [say('gaps:column.hour'), ...days],
    rows: Array.from({ length: 24 }, (_, hour) => [
      `${String(hour).padStart(2, '0')}:00`,
      ...days.map((_, day) => counts[day * 24 + hour] ?? 0),
    ]),
  }
}

export function forWhomTable(
  say: Say,
  words: Words,
  towns: readonly { name: string }[],
  rows: readonly { kind: Parameters<Words['kindName']>[0]; counts: readonly number[] }[],
): Table {
  return {
    name: 'for-whom',
    title: say('gaps:forWhom.title'),
    head: [say('gaps:column.kind'), ...towns.map(({ name }) => name)],
    rows: rows.map(({ kind, counts }) => [words.kindName(kind), ...counts]),
  }
}

export function needTable(say: Say, rows: readonly NeedRow[]): Table {
  return {
    name: 'needs',
    title: say('gaps:demand.byNeed'),
    head: ['need', 'services', 'doors', 'asked'].map((one) => say(`gaps:column.${one}`)),
    rows: rows.map(({ need, services, doors, asked }) => [
      say(`gaps:kind.need.${need}`),
      services,
      doors,
      told(say, asked),
    ]),
  }
}

export function townTable(say: Say, miles: number, rows: readonly TownRow[]): Table {
  return {
    name: 'towns',
    title: say('gaps:demand.byTown'),
    head: [say('gaps:column.town'), say('gaps:column.doorsNear', { count: miles }), say('gaps:column.asked')],
    rows: rows.map(({ name, doors, asked }) => [name, doors, told(say, asked)]),
  }
}

export function namedTable(say: Say, words: Words, { gaps }: Pick<Reckoning, 'gaps'>): Table {
  return {
    name: 'named',
    title: say('gaps:named.title'),
    head: ['group', 'gap'].map((one) => say(`gaps:column.${one}`)),
    rows: gaps.map((gap) => [say(`gaps:groups.${groupOf(gap)}`), words.gapText(gap)]),
  }
}

/** Under which heading a gap stands. */
export function groupOf(gap: Reckoning['gaps'][number]): string {
  return gap.id === 'shut' ? 'shut' : (gap.kind.split(':')[0] ?? 'all')
}

function told(say: Say, asked: NeedRow['asked']): string | number {
  return asked === 'few' ? say('gaps:demand.few') : asked
}
