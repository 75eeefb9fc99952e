import type { Request, Response } from 'express'
import { Temporal } from 'temporal-polyfill'
import { reaches, spans } from '../../directory/gaps/index.ts'
import { dayOf, navFor } from '../desk/pages.ts'
import type { DeskParts, DeskRoute } from '../desk/parts.ts'
import { demandChart, hoursChart, mapChart } from './charts.ts'
import { daysCounted, demandOf } from './demand.ts'
import { forWhomRows, hourCounts, reckon, sectorRows, type View, viewOf } from './reckoning.ts'
import {
  csvOf,
  forWhomTable,
  groupOf,
  hourTable,
  namedTable,
  needTable,
  sectorTable,
  type Table,
  type TableName,
  tableNames,
  townTable,
} from './tables.ts'
import { wordsFor } from './words.ts'

/** What people can get to, and what is missing, for curators and commissioners: /desk/gaps, its pictures and its tables. */
export function gapRoutes(parts: DeskParts): DeskRoute[] {
  const { say, render } = parts

  const open = (request: Request) => {
    const day = dayOf(parts.now())
    const reckoning = reckon(parts.live.bundle(), day)
    const view = viewOf(reckoning, request.query)
    const words = wordsFor(say, reckoning)
    const towns = reckoning.bundle.places.towns()
    const where = view.town === null ? say('gaps:wholeArea', areaOf(reckoning.bundle)) : words.townName(view.town)
    const hoursTitle = say('gaps:hours.caption', { where })
    return { day, reckoning, view, words, towns, where, hoursTitle }
  }
  type Opened = ReturnType<typeof open>

  const demand = async ({ day, reckoning }: Opened) => {
    const today = Temporal.PlainDate.from(day)
    const days = Array.from({ length: daysCounted }, (_, back) => today.subtract({ days: back + 1 }).toString())
    return demandOf(reckoning, await Promise.all(days.map((one) => parts.store.counts(one))))
  }

  const tables: Record<TableName, (opened: Opened) => Table | Promise<Table>> = {
    sectors: ({ reckoning, view, words }) => sectorTable(say, words, sectorRows(reckoning, view)),
    hours: ({ reckoning, view, hoursTitle }) => hourTable(say, hoursTitle, hourCounts(reckoning, view)),
    'for-whom': ({ reckoning, view, words, towns }) => forWhomTable(say, words, towns, forWhomRows(reckoning, view)),
    needs: async (opened) => needTable(say, (await demand(opened)).needs),
    towns: async (opened) => townTable(say, reaches.bus, (await demand(opened)).towns),
    named: ({ reckoning, words }) => namedTable(say, words, reckoning),
  }

  const charts: Record<string, (opened: Opened) => Promise<string>> = {
    map: ({ reckoning, view, words, towns }) => mapChart(say, words, sectorRows(reckoning, view), towns, view),
    hours: ({ reckoning, view, hoursTitle }) => hoursChart(say, hoursTitle, hourCounts(reckoning, view)),
    demand: async (opened) => demandChart(say, (await demand(opened)).needs),
  }

  return [
    {
      method: 'get',
      path: '/desk/gaps',
      role: 'reader',
      async handle(request, response, visitor) {
        const opened = open(request)
        const { day, reckoning, view, words, towns } = opened
        const made = await Promise.all(tableNames.map((name) => tables[name](opened)))
        const approximate = new Set(reckoning.sites.filter((one) => one.approximate).map(({ service }) => service.name))
        const groups = Map.groupBy(reckoning.gaps, groupOf)
        response.send(
          render('desk/gaps.njk', {
            title: say('gaps:title'),
            nav: navFor(parts, 'gaps'),
            visitor,
            day,
            area: reckoning.bundle.area.name,
            reaches,
            approximate: [...approximate].sort(),
            kinds: [...Map.groupBy(reckoning.kinds, (kind) => kind.split(':')[0] ?? 'all')].map(([group, kinds]) => ({
              group,
              kinds: kinds.map((kind) => ({ value: kind, text: words.kindName(kind), selected: kind === view.kind })),
            })),
            options: {
              span: spans.map((one) => chosen(one, say(`gaps:span.${one}`), view.span)),
              reach: (['walk', 'bus'] as const).map((one) =>
                chosen(one, say(`gaps:reach.${one}`, { count: reaches[one] }), view.reach),
              ),
              town: [
                chosen('', say('gaps:wholeArea', areaOf(reckoning.bundle)), view.town ?? ''),
                ...towns.map(({ slug, name }) => chosen(slug, name, view.town ?? '')),
              ],
            },
            query: queryOf(view),
            tables: Object.fromEntries(made.map((table) => [table.name, table])),
            groups: [...groups].map(([group, gaps]) => ({ group, gaps: gaps.map(words.gapText) })),
          }),
        )
      },
    },
    ...Object.entries(charts).map(
      ([name, chart]): DeskRoute => ({
        method: 'get',
        path: `/desk/gaps/${name}.svg`,
        role: 'reader',
        async handle(request, response) {
          const svg = await chart(open(request))
          // The picture carries its own styles and nothing else; where it is opened by itself they must be let through.
          response.set(
            'Content-Security-Policy',
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
          )
          send(request, response, `${name}.svg`, 'image/svg+xml', svg)
        },
      }),
    ),
    ...tableNames.map(
      (name): DeskRoute => ({
        method: 'get',
        path: `/desk/gaps/${name}.csv`,
        role: 'reader',
        async handle(request, response) {
          send(request, response, `${name}.csv`, 'text/csv; charset=utf-8', csvOf(await tables[name](open(request))))
        },
      }),
    ),
  ]
}

function send(request: Request, response: Response, name: string, type: string, body: string): void {
  if (request.query.save !== undefined || name.endsWith('.csv')) response.attachment(`gaps-${name}`)
  response.type(type).send(body)
}

function areaOf({ area }: { area: { name: string } }) {
  return { area: area.name }
}

function chosen(value: string, text: string, current: string) {
  return { value, text, selected: value === current }
}

/** The view as it stands in the address of a picture or a table. */
function queryOf({ kind, span, reach, town }: View): string {
  return new URLSearchParams({ kind, span, reach, ...(town === null ? {} : { town }) }).toString()
}
