import type { EChartsOption } from 'echarts'
import { html } from '../../channels/page.ts'
import { reaches } from '../../directory/gaps/index.ts'
import type { NeedRow } from './demand.ts'
import type { SectorRow, View } from './reckoning.ts'
import type { Say, Words } from './words.ts'

/** Ink and fills that keep their order in grey, and for people who do not tell red from green. */
const ink = '#0b0c0c'
const fills = { none: '#ffffff', few: '#cfe8e3', some: '#74b8ab', many: '#0f5c53' } as const
type Bin = keyof typeof fills
const shapes = { none: 'rect', few: 'triangle', some: 'diamond', many: 'circle' } as const

function binOf(count: number): Bin {
  if (count === 0) return 'none'
  return count <= 2 ? 'few' : count <= 5 ? 'some' : 'many'
}

/** Draws on the server. The library is big, and loaded only once somebody looks at a chart. */
async function draw(title: string, width: number, height: number, option: EChartsOption): Promise<string> {
  const { init } = await import('echarts')
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      textStyle: { color: ink, fontFamily: 'arial, sans-serif' },
      ...option,
    })
    // Named for whoever opens the picture by itself.
    return chart.renderToSVGString().replace('<svg ', `<svg role="img" aria-label="${html`${title}`.html}" `)
  } finally {
    chart.dispose()
  }
}

const milesToDegree = 69.1
const pixelsToMile = 88
/** Around the map, in pixels: symbols and their codes, the title, the legend. */
const frame = { left: 60, right: 60, top: 110, bottom: 120 }
/** How close two symbols may stand with their codes still legible, in pixels. */
const apart = 46

/** The sectors where they lie, each with its number: a shape of its own for none, few, some and many. */
export function mapChart(
  say: Say,
  words: Words,
  rows: readonly SectorRow[],
  towns: readonly { name: string; point: { lat: number; lon: number } }[],
  { reach, kind, span }: View,
): Promise<string> {
  const points = rows.map(({ point }) => point)
  const [south, north] = [Math.min(...points.map(({ lat }) => lat)), Math.max(...points.map(({ lat }) => lat))]
  const [west, east] = [Math.min(...points.map(({ lon }) => lon)), Math.max(...points.map(({ lon }) => lon))]
  const down = milesToDegree * pixelsToMile
  const across = down * Math.cos((((south + north) / 2) * Math.PI) / 180)
  const at = ({ lat, lon }: { lat: number; lon: number }): Pixel => [(lon - west) * across, (north - lat) * down]
  const places = movedApart(points.map(at))
  const edges = [...places, at({ lat: north, lon: west }), at({ lat: south, lon: east })]
  const [left, right] = [Math.min(...edges.map(([x]) => x)), Math.max(...edges.map(([x]) => x))]
  const [top, bottom] = [Math.min(...edges.map(([, y]) => y)), Math.max(...edges.map(([, y]) => y))]
  const title = capital(`${words.kindName(kind)}, ${say(`gaps:span.${span}`)}`)
  const bins = Object.keys(fills) as Bin[]
  return draw(
    say('gaps:map.alt'),
    Math.ceil(right - left + frame.left + frame.right),
    Math.ceil(bottom - top + frame.top + frame.bottom),
    {
      title: {
        text: title,
        subtext: say(`gaps:reach.${reach}`, { count: reaches[reach] }),
        left: 20,
        top: 10,
        textStyle: { color: ink, fontSize: 18 },
        subtextStyle: { color: ink, fontSize: 14 },
      },
      legend: { bottom: 34, left: 20, itemGap: 24, textStyle: { color: ink, fontSize: 14 } },
      grid: frame,
      xAxis: { type: 'value', min: left, max: right, show: false },
      yAxis: { type: 'value', min: top, max: bottom, inverse: true, show: false },
      series: [
        ...bins.map((bin) => ({
          type: 'scatter' as const,
          name: say(`gaps:map.bins.${bin}`),
          symbol: shapes[bin],
          symbolSize: bin === 'few' ? 36 : 32,
          itemStyle: { opacity: 1, color: fills[bin], borderColor: ink, borderWidth: bin === 'none' ? 3 : 1 },
          label: {
            show: true,
            formatter: ({ value }: { value?: unknown }) => {
              const [, , count, code] = value as [number, number, number, string]
              return `{count|${count}}\n{code|${code}}`
            },
            rich: {
              count: {
                fontSize: 14,
                fontWeight: 'bold' as const,
                color: bin === 'many' ? '#ffffff' : ink,
                lineHeight: 34,
              },
              code: { fontSize: 10, color: ink, lineHeight: 8 },
            },
            offset: [0, 9],
          },
          data: rows
            .map((row, index) => [...(places[index] ?? at(row.point)), row[reach], row.code] as (string | number)[])
            .filter(([, , count]) => binOf(Number(count)) === bin),
        })),
        {
          type: 'scatter' as const,
          symbolSize: 1,
          silent: true,
          label: {
            show: true,
            formatter: '{b}',
            fontSize: 18,
            fontStyle: 'italic',
            color: '#383f43',
            textBorderColor: '#ffffff',
            textBorderWidth: 4,
          },
          data: towns.map(({ name, point }) => ({ name, value: at(point) })),
          z: 3,
        },
      ],
      graphic: [
        {
          type: 'text',
          left: 20,
          bottom: 10,
          style: { text: say('gaps:map.north'), fill: ink, fontSize: 14 },
        },
        {
          type: 'rect',
          left: 175,
          bottom: 14,
          shape: { width: pixelsToMile, height: 6 },
          style: { fill: ink },
        },
      ],
    },
  )
}

type Pixel = [x: number, y: number]

/** The same points, moved as little as lets every symbol be read: the centres of some sectors lie side by side. */
function movedApart(points: readonly Pixel[]): Pixel[] {
  const moved = points.map(([x, y]): Pixel => [x, y])
  for (let round = 0; round < 80; round++)
    for (const [index, one] of moved.entries())
      for (const other of moved.slice(index + 1)) {
        const [dx, dy] = [other[0] - one[0] || 0.1, other[1] - one[1] || 0.1]
        const distance = Math.hypot(dx, dy)
        if (distance >= apart) continue
        const push = (apart - distance) / 2 / distance
        one[0] -= dx * push
        one[1] -= dy * push
        other[0] += dx * push
        other[1] += dy * push
      }
  return moved
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Every hour of the week with its number. */
export function hoursChart(say: Say, title: string, counts: readonly number[]): Promise<string> {
  const most = Math.max(1, ...counts)
  const days = Array.from({ length: 7 }, (_, day) => say(`gaps:days.${day}`))
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))
  return draw(say('gaps:hours.alt'), 960, 340, {
    title: { text: title, left: 10, top: 8, textStyle: { color: ink, fontSize: 16 } },
    grid: { left: 100, right: 20, top: 50, bottom: 40 },
    xAxis: { type: 'category', data: hours, axisLabel: { color: ink } },
    yAxis: { type: 'category', data: days, inverse: true, axisLabel: { color: ink } },
    visualMap: { show: false, min: 0, max: most, inRange: { color: [fills.none, fills.few, fills.some] } },
    series: [
      {
        type: 'heatmap',
        data: counts.map((count, hour) => [hour % 24, Math.floor(hour / 24), count]),
        label: { show: true, color: ink, fontSize: 13 },
        itemStyle: { borderColor: '#b1b4b6', borderWidth: 1 },
      },
    ],
  })
}

/** Two rows of bars, each with its own scale and pattern: what there is, and what is asked for. */
export function demandChart(say: Say, rows: readonly NeedRow[]): Promise<string> {
  const names = rows.map(({ need }) => say(`gaps:kind.need.${need}`))
  const few = say('gaps:demand.few')
  const axis = { type: 'category' as const, inverse: true, axisTick: { show: false } }
  const bar = { type: 'bar' as const, barWidth: 14, label: { show: true, position: 'right' as const, color: ink } }
  return draw(say('gaps:demand.alt'), 960, 80 + rows.length * 28, {
    aria: {
      enabled: true,
      decal: {
        show: true,
        decals: [
          { symbol: 'none' },
          { symbol: 'rect', rotation: Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [2, 5], color: '#ffffff' },
        ],
      },
    },
    legend: { top: 10, itemGap: 30, textStyle: { color: ink, fontSize: 14 } },
    grid: [
      { left: 260, width: 270, top: 45, bottom: 15 },
      { left: 620, width: 250, top: 45, bottom: 15 },
    ],
    xAxis: [
      { type: 'value', show: false, gridIndex: 0 },
      { type: 'value', show: false, gridIndex: 1 },
    ],
    yAxis: [
      { ...axis, data: names, gridIndex: 0, axisLabel: { color: ink, fontSize: 13 } },
      { ...axis, data: names, gridIndex: 1, axisLabel: { show: false } },
    ],
    series: [
      {
        ...bar,
        name: say('gaps:column.services'),
        itemStyle: { color: fills.many },
        data: rows.map(({ services }) => services),
      },
      {
        ...bar,
        name: say('gaps:column.asked'),
        xAxisIndex: 1,
        yAxisIndex: 1,
        itemStyle: { color: '#7a3b1d' },
        data: rows.map(({ asked }) => ({
          value: asked === 'few' ? 0 : asked,
          label: { formatter: asked === 'few' ? few : '{c}' },
        })),
      },
    ],
  })
}
