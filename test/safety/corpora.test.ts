import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Corpus, corporaFolder, hashesOf, markOf, type Read, readCorpora } from './corpora.ts'
import { languageOf as languageNamed } from './files.ts'

/**
 * Two files are written anew by `npx vitest run test/safety/corpora.test.ts -u` and are otherwise held: misses.txt, every
 * emergency not answered as one (a row caught once may not appear there again without a person seeing it), and results.md,
 * the table of recall and false alarms.
 */
const corpora = readCorpora()
const emergencies = ({ read }: Corpus) => read.filter(({ row }) => row.level === 'now')
const isCaught = ({ danger }: Read) => danger?.level === 'now'
const isLearnt = ({ name }: Corpus) => name.endsWith('-learnt')
const languageOf = ({ name }: Corpus) => languageNamed(basename(name))

test('every emergency that is missed stands in the list that a person reads', async () => {
  const missed = corpora.flatMap((corpus) =>
    emergencies(corpus)
      .filter((one) => !isCaught(one))
      .map(({ row }) => `${corpus.name}\t${row.kind}\t${corpus.blind ? markOf(row.text) : row.text}`),
  )
  await expect(`${missed.join('\n')}\n`).toMatchFileSnapshot(join(corporaFolder, 'misses.txt'))
})

test('the table of recall and false alarms is true', async () => {
  const sections = [
    ['The rules were tuned to', corpora.filter((one) => !one.blind && !isLearnt(one))],
    ['The classifier learnt from, and the rules were not tuned to', corpora.filter(isLearnt)],
    ['First blind set', corpora.filter(({ name }) => name.startsWith('blind/first'))],
    ['Second blind set', corpora.filter(({ name }) => name.startsWith('blind/second'))],
    ['Third blind set', corpora.filter(({ name }) => name.startsWith('blind/third'))],
  ] as const
  const text = sections
    .filter(([, list]) => list.length > 0)
    .map(([title, list]) => `## ${title}\n\n${table(byLanguage(list))}\n\n${table(byKind(list))}\n`)
    .join('\n')
  const head = '# Recall and false alarms, as `npm test` measures them\n\nWritten by test/safety/corpora.test.ts.\n'
  await expect(`${head}\n${text}`).toMatchFileSnapshot(join(corporaFolder, 'results.md'))
})

describe.each(corpora.filter(({ blind }) => blind))('$name', ({ path }) => {
  test('is the one whose hash was committed before anything was run against it', () => {
    const { committed, found } = hashesOf(path)
    expect(committed).toContain(`${found}  ${basename(path)}`)
  })
})

describe('of what the rules were tuned to', () => {
  const tuned = corpora.filter((one) => !one.blind && !isLearnt(one) && !one.name.endsWith('en-oblique'))
  describe.each(tuned)('$name', ({ read }) => {
    test('kind and person are right, and little else is flagged', () => {
      const caught = read.filter((one) => one.row.level === 'now' && isCaught(one))
      const kinds = caught.filter(({ row, danger }) => row.kind !== danger?.kind)
      const people = caught.filter(({ row, danger }) => row.who && row.who !== danger?.who)
      expect(kinds.length, texts(kinds)).toBeLessThanOrEqual(caught.length * 0.15)
      expect(people.length, texts(people)).toBeLessThanOrEqual(caught.length * 0.16)
      const none = read.filter(({ row }) => row.level === null)
      const flagged = none.filter(({ danger }) => danger)
      const urgent = flagged.filter(isCaught)
      expect(flagged.length, texts(flagged)).toBeLessThanOrEqual(none.length * 0.07)
      expect(urgent.length, texts(urgent)).toBeLessThanOrEqual(Math.max(1, none.length * 0.03))
    })
  })
  test('what is low, worried, past or bereaved is gentle, and never silent', () => {
    const gentle = tuned.flatMap(({ read }) => read.filter(({ row }) => row.level === 'gentle'))
    const wrong = gentle.filter(({ danger }) => danger?.level !== 'gentle')
    expect(wrong.length, texts(wrong)).toBeLessThanOrEqual(gentle.length * 0.03)
  })
  test.each(corpora.filter(isLearnt))(
    '$name: what was learnt from is caught, and little else is an emergency',
    ({ read }) => {
      const missed = read.filter((one) => one.row.level === 'now' && !isCaught(one))
      const none = read.filter(({ row }) => row.level === null)
      const urgent = none.filter(isCaught)
      expect(missed.length, texts(missed)).toBeLessThanOrEqual(
        0.03 * read.filter(({ row }) => row.level === 'now').length,
      )
      expect(urgent.length, texts(urgent)).toBeLessThanOrEqual(none.length * 0.06)
    },
  )
  test('there are a thousand emergencies and more, and as many messages that are none', () => {
    const all = corpora.flatMap(({ read }) => read)
    const quiet = all.filter(({ row }) => row.level === null).length
    const urgent = all.filter(({ row }) => row.level === 'now').length
    expect(urgent).toBeGreaterThanOrEqual(1_000)
    expect(quiet).toBeGreaterThanOrEqual(urgent)
  })
})

function texts(list: readonly Read[]): string {
  return list.map(({ row, danger }) => `${row.text} => ${danger?.why[0]?.rule}`).join('\n')
}

type Line = { name: string; read: readonly Read[] }

function byLanguage(list: readonly Corpus[]): Line[] {
  const languages = [...new Set(list.map(languageOf))].sort()
  const of = (wanted: (language: string) => boolean) =>
    list.filter((one) => wanted(languageOf(one))).flatMap((one) => one.read)
  return [
    ...languages.map((language) => ({ name: language, read: of((one) => one === language) })),
    { name: 'all but English', read: of((one) => one !== 'en') },
  ]
}

function byKind(list: readonly Corpus[]): Line[] {
  const read = list.flatMap((one) => one.read)
  const kinds = [...new Set(read.filter(({ row }) => row.level === 'now').map(({ row }) => row.kind))].sort()
  return kinds.map((kind) => ({
    name: kind ?? '',
    read: read.filter(({ row }) => row.kind === kind && row.level === 'now'),
  }))
}

function table(lines: readonly Line[]): string {
  const head = [
    '',
    'emergencies',
    'caught',
    'recall',
    'kind right',
    'person right',
    'gentle',
    'gentle right',
    'hard negatives',
    'flagged',
    'of them as now',
    'ordinary',
    'flagged',
  ]
  const rows = lines.map(({ name, read }) => {
    const now = read.filter(({ row }) => row.level === 'now')
    const caught = now.filter(isCaught)
    const none = read.filter(({ row }) => row.level === null)
    const gentle = read.filter(({ row }) => row.level === 'gentle')
    const ordinary = none.filter(({ row }) => row.set === 'ordinary')
    const hard = none.filter(({ row }) => row.set !== 'ordinary')
    return [
      name,
      now.length,
      caught.length,
      share(caught.length, now.length),
      share(caught.filter(({ row, danger }) => row.kind === danger?.kind).length, caught.length),
      share(caught.filter(({ row, danger }) => !row.who || row.who === danger?.who).length, caught.length),
      gentle.length,
      gentle.filter(({ danger }) => danger?.level === 'gentle').length,
      hard.length,
      hard.filter(({ danger }) => danger).length,
      hard.filter(isCaught).length,
      ordinary.length,
      ordinary.filter(({ danger }) => danger).length,
    ]
  })
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `${((100 * part) / whole).toFixed(0)}%`
}
