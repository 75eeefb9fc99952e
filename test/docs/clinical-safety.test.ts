import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { home, matrix, read, readHazards, riskOf, root, tableOf } from './hazard-log.ts'

const hazards = readHazards()
const each = hazards.map((one) => [one.id, one] as const)

describe('the hazard log', () => {
  test('has at least thirty hazards, each with an id of its own, in order', () => {
    const ids = hazards.map(({ id }) => id)
    expect(ids).toEqual(hazards.map((_, at) => `H${String(at + 1).padStart(2, '0')}`))
    expect(ids.length).toBeGreaterThanOrEqual(30)
  })

  test.each(each)(
    '%s: every risk follows from the matrix, and no control makes it worse',
    (_, { initial, residual }) => {
      for (const one of [initial, residual]) expect(one.risk, `${one.severity}, ${one.likelihood}`).toBe(riskOf(one))
      expect(residual.risk).toBeLessThanOrEqual(initial.risk)
    },
  )

  test.each(each)('%s: every control stands where it is said to', (_, { controls }) => {
    for (const where of controls.flatMap((control) => control.where)) {
      const [path = '', ...says] = where.split('#')
      expect(existsSync(join(root, path)), path).toBe(true)
      if (says.length > 0) expect(read(path), where).toContain(says.join('#'))
    }
  })

  test.each(each)('%s: every test it names exists, and every conversation says so', (_, { tests }) => {
    for (const one of tests)
      if ('file' in one) expect(quoted(read(one.file), one.name), `${one.file}: ${one.name}`).toBe(true)
      else expect(readBySomeone(one.conversation), one.conversation).toContain(one.says)
  })

  test.each(each)('%s: where something is not held it is not called controlled at a risk of 4', (_, one) => {
    if (one.residual.risk >= 4) expect(one.status).toBe('open')
  })

  test('reads as a table', async () => {
    await expect(tableOf(hazards)).toMatchFileSnapshot(join(root, home, 'hazard-log.md'))
  })
})

describe('the plan', () => {
  const plan = read(`${home}/clinical-risk-management-plan.md`)
  test.each(Object.entries(matrix.likelihoods))('prints the matrix: %s', (likelihood, risks) => {
    expect(plan).toContain(`| ${[likelihood, ...risks].join(' | ')} |`)
  })
  test('leaves every role blank', () => {
    expect(tableUnder(plan, '## Roles').flatMap(([, ...who]) => who)).toSatisfy(isBlank)
  })
})

describe('the safety case', () => {
  const safetyCase = read(`${home}/safety-case.md`)
  const measured = read('test/corpora/results.md')

  test('gives the figures of the blind corpora as they are measured', () => {
    for (const set of ['First blind set', 'Second blind set', 'Third blind set']) {
      const rows = tableUnder(measured, `## ${set}`).filter(([name]) => name === 'en' || name === 'all but English')
      expect(rows).toHaveLength(2)
      for (const [name, ...figures] of rows)
        expect(safetyCase).toContain(`| ${[`${set}, ${name}`, ...figures].join(' | ')} |`)
    }
  })

  test('and the first page those of the third', () => {
    const of = (name: string) => tableUnder(measured, '## Third blind set').find(([one]) => one === name) ?? []
    const said = read('README.md').replaceAll('\n', ' ')
    const share = (name: string) => {
      const [, , , , , , , , hard, flagged] = of(name)
      return `${Math.round((100 * Number(flagged)) / Number(hard))}%`
    }
    expect(said).toContain(
      `${of('en')[3]} of English emergencies are answered as such and ${of('all but English')[3]} over`,
    )
    expect(said).toContain(`${share('en')} get words for danger in English and ${share('all but English')} over`)
  })

  test('names every hazard that must still be reduced, and no other, as that', () => {
    const named = /stay at a risk of 4 \(([^)]*)\)/.exec(safetyCase)?.[1]?.split(', ')
    expect(named).toEqual(hazards.filter(({ residual }) => residual.risk >= 4).map(({ id }) => id))
  })

  test('speaks of hazards that exist', () => {
    const ids = new Set(hazards.map(({ id }) => id))
    const named = safetyCase.match(/\bH\d\d\b/g) ?? []
    expect(named.filter((id) => !ids.has(id as (typeof hazards)[number]['id']))).toEqual([])
  })

  test('the sign-off is blank and marked so', () => {
    const [, page = ''] = safetyCase.split('## Sign-off')
    expect(page).toContain('**BLANK. NOT SIGNED.**')
    const rows = tableUnder(safetyCase, '## Sign-off')
    expect(rows.length).toBeGreaterThanOrEqual(5)
    expect(rows.flatMap(([, ...cells]) => cells)).toSatisfy(isBlank)
  })
})

test('the intended purpose is signposting only, and says so', () => {
  const purpose = read(`${home}/intended-purpose.md`)
  for (const words of ['is signposting only', 'No diagnosis', 'No score', 'No advice on dose', 'No language model'])
    expect(purpose.replaceAll(/\s+/g, ' ')).toContain(words)
})

/** Whether a file has this as a whole string of its own: a test's name, or the name of a row. */
function quoted(source: string, name: string): boolean {
  return ["'", '"', '`'].some((mark) => source.includes(`${mark}${name}${mark}`))
}

/** What a person reads in a conversation, without what they write. */
function readBySomeone(conversation: string): string {
  const lines = read(`test/conversations/${conversation}`).split('\n')
  return lines.filter((line) => line.startsWith('< ')).join('\n')
}

/** The cells of the first table under a heading, row by row, without its head. */
function tableUnder(page: string, heading: string): string[][] {
  const lines = (page.split(heading)[1] ?? '').split('\n')
  const start = lines.findIndex((line) => line.startsWith('|'))
  const rest = lines.slice(start)
  const end = rest.findIndex((line) => !line.startsWith('|'))
  return rest.slice(2, end === -1 ? undefined : end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

function isBlank(cells: string[]): boolean {
  return cells.length > 0 && cells.every((cell) => cell === '')
}
