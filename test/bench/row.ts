/** One thing measured beside another in the same run: what counts is the ratio, which says the same on any machine. */
export type Row = {
  /** What is measured. */
  name: string
  /** Of the figures; times unless it says otherwise. */
  unit?: 'bytes'
  ours: Figures
  /** What stands beside it; a row without is held against its aim alone. */
  other?: { name: string; figures: Figures }
  /** How it is held against the other (`times` as fast, or `share` of its throughput), or what it may cost. */
  aim: { at: 'least' | 'most'; value: number; of: 'throughput' | 'p50' | 'p99' }
}

/** Times in microseconds, or bytes; how many a second, all of them together. */
export type Figures = { p50: number; p99: number; perSecond: number }

/** @param times of single runs, in milliseconds; `seconds` in all (the default: one after another) */
export function figuresOf(
  times: readonly number[],
  seconds = times.reduce((sum, one) => sum + one, 0) / 1000,
): Figures {
  return { ...weightsOf(times.map((one) => one * 1000)), perSecond: times.length / seconds }
}

/** @param bytes of single loads */
export function weightsOf(bytes: readonly number[]): Figures {
  const sorted = bytes.toSorted((a, b) => a - b)
  const quantile = (q: number) => sorted[Math.floor((sorted.length - 1) * q)] ?? Number.NaN
  return { p50: quantile(0.5), p99: quantile(0.99), perSecond: Number.NaN }
}

/** Ours as a part of the other's: of its throughput, or of its time. Without another, the time (or weight) itself. */
export function ratioOf({ ours, other, aim }: Row): number {
  const key = aim.of === 'throughput' ? 'perSecond' : aim.of
  return other ? ours[key] / other.figures[key] : ours[key]
}

export function isMet(row: Row): boolean {
  const ratio = ratioOf(row)
  return row.aim.at === 'least' ? ratio >= row.aim.value : ratio <= row.aim.value
}

/** Rows as a table in Markdown. */
export function tableOf(rows: readonly Row[]): string {
  const head = ['what', 'p50', 'p99', 'a second', 'beside', 'p50', 'p99', 'a second', 'ratio', 'aim', 'met']
  const lines = rows.map((row) => [
    row.name,
    ...cells(row.ours, row.unit),
    row.other?.name ?? '',
    ...(row.other ? cells(row.other.figures, row.unit) : ['', '', '']),
    row.other ? `${figure(ratioOf(row))} (${row.aim.of})` : amount(ratioOf(row), row.unit),
    `${row.aim.at === 'least' ? '≥' : '≤'} ${row.other ? row.aim.value : amount(row.aim.value, row.unit)}`,
    isMet(row) ? 'yes' : '**no**',
  ])
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

function cells({ p50, p99, perSecond }: Figures, unit: Row['unit']): string[] {
  return [amount(p50, unit), amount(p99, unit), unit ? '' : figure(perSecond)]
}

function amount(value: number, unit: Row['unit']): string {
  if (unit) return `${(value / 1000).toFixed(1)} KB`
  return time(value)
}

function time(microseconds: number): string {
  return microseconds < 1000 ? `${figure(microseconds)} µs` : `${figure(microseconds / 1000)} ms`
}

function figure(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(2).replace(/\.0$/, '')
}
