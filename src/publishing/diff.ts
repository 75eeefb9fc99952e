/** A line that stayed, went or came. */
export type DiffLine = { kind: 'same' | 'gone' | 'new'; text: string }

/** How the lines of one text become those of another: the longest common subsequence stays. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)]
  // What both begin and end with need not be compared: records are short, a whole file of confirmations need not be.
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end++
  const [from, to] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  const common = lengths(from, to)
  const middle: DiffLine[] = []
  for (let i = 0, j = 0; i < from.length || j < to.length; ) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      middle.push({ kind: 'same', text: from[i] ?? '' })
      i++
      j++
    } else if (i < from.length && (j === to.length || (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0)))
      middle.push({ kind: 'gone', text: from[i++] ?? '' })
    else middle.push({ kind: 'new', text: to[j++] ?? '' })
  }
  const same = (text: string): DiffLine => ({ kind: 'same', text })
  return [...a.slice(0, start).map(same), ...middle, ...a.slice(a.length - end).map(same)]
}

/** Only what changed, with this many lines around it; null stands for lines left out. */
export function around(lines: readonly DiffLine[], context = 2): (DiffLine | null)[] {
  const near = lines.map((_, n) =>
    lines.slice(Math.max(0, n - context), n + context + 1).some((l) => l.kind !== 'same'),
  )
  return lines.flatMap((line, n) => (near[n] ? [line] : near[n - 1] ? [null] : []))
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}

/** lengths[i][j]: how many lines a.slice(i) and b.slice(j) have in common, in order. */
function lengths(a: readonly string[], b: readonly string[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => Array<number>(b.length + 1).fill(0))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const row = table[i] as number[]
      row[j] =
        a[i] === b[j] ? (table[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(table[i + 1]?.[j] ?? 0, table[i]?.[j + 1] ?? 0)
    }
  return table
}
