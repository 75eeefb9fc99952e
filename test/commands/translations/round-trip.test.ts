import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { CatalogueError, readCatalogue } from '../../../src/commands/translations/catalogue.ts'
import { fileForTranslators } from '../../../src/commands/translations/export.ts'
import { readGuide } from '../../../src/commands/translations/guide.ts'
import { exportTranslations, importTranslations } from '../../../src/commands/translations/index.ts'
import { merge } from '../../../src/commands/translations/merge.ts'
import { faultsOf, valuesIn } from '../../../src/commands/translations/rules.ts'
import { readConfig } from '../../../src/config.ts'
import { translationsOf } from '../../../src/content/index.ts'
import { type Language, languages } from '../../../src/taxonomy.ts'
import { root } from '../../root.ts'
import { sandwell } from '../../sandwell.ts'

const config = readConfig({ STORE: 'sqlite::memory:' })
const guide = readGuide(root)
const now = Date.parse('2026-11-22T12:00Z')
const gettext = spawnSync('msgcat', ['--version']).status === 0
const parts = { timeout: 400_000 }

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'fingerpost-'))
  for (const part of ['content', 'locales']) cpSync(join(root, part), join(made, part), { recursive: true })
  return made
}

function exported(home: string, language: Language, target: 'native' | 'clinical' = 'native'): string {
  const path = join(home, `${language}-${target}.po`)
  exportTranslations(config, home, language, path, { for: target })
  return path
}

function imported(home: string, path: string, options: { by?: string; state?: 'native' | 'clinical' } = {}) {
  const said: string[] = []
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  const before = process.exitCode
  try {
    importTranslations(config, home, path, options)
    return { said: said.join(''), code: process.exitCode ?? 0 }
  } finally {
    out.mockRestore()
    process.exitCode = before
  }
}

function bytesOf(home: string, language: Language): Record<string, string> {
  const names = readdirSync(join(home, 'locales', language))
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(home, 'locales', language, name), 'utf8')]))
}

/** The file with the entry of a key changed. */
function edited(path: string, key: string, change: (entry: string) => string): void {
  const entries = readFileSync(path, 'utf8').split('\n\n')
  const at = entries.findIndex((one) => one.includes(`msgctxt "${key}"`))
  expect(at, key).toBeGreaterThan(0)
  writeFileSync(path, entries.with(at, change(entries[at] ?? '')).join('\n\n'))
}
const saying = (text: string) => (entry: string) => `${entry.slice(0, entry.indexOf('\nmsgstr "'))}\nmsgstr "${text}"`
const right = (entry: string) => entry.replace('\n#, fuzzy', '')
const both = (text: string) => (entry: string) => right(saying(text)(entry))

describe.each(languages)('%s', (language) => {
  const all = translationsOf(sandwell.sentences, language)

  test('goes out whole and comes back without a change, through the tools that handle it too', () => {
    const text = fileForTranslators(sandwell, guide, language, 'native', now)
    const tool = (...args: string[]) => spawnSync('msgcat', args, { input: text, maxBuffer: 1e7 }).stdout
    const files = [
      ...[text, text.replaceAll('\n', '\r\n'), `\ufeff${text}`].map((one) => Buffer.from(one)),
      ...(gettext ? [tool('-'), tool('--no-wrap', '--sort-output', '-')] : []),
    ]
    for (const file of files) {
      const catalogue = readCatalogue(file)
      expect(catalogue).toMatchObject({ language, target: 'native' })
      expect(catalogue.entries.map(({ key, english, text }) => [key, english, text]).sort()).toEqual(
        [...all.values()].map(({ key, english, text }) => [key, english, text]).sort(),
      )
      const merged = merge(catalogue, all, {}, { by: 'AB', on: '2026-11-22', state: 'native' }, () => ['changed'])
      expect(merged).toEqual({ changes: [], refused: [], absent: [], unsigned: [] })
    }
  })

  test('would not have a sentence refused that stands', () => {
    const wrong = [...all.values()].filter(({ text }) => text !== '')
    expect(wrong.length).toBeGreaterThan(340)
    expect(wrong.flatMap((one) => faultsOf(guide, language, one, one.text).map((why) => `${one.key} ${why}`))).toEqual(
      [],
    )
  })
})

test.runIf(gettext)('GNU gettext finds nothing wrong with a file', () => {
  const input = fileForTranslators(sandwell, guide, 'ar', 'native', now)
  const { status, stderr } = spawnSync('msgfmt', ['--check-format', '-o', '/dev/null', '-'], { input })
  expect({ status, errors: String(stderr).match(/error.*/g) }).toEqual({ status: 0, errors: null })
})

test('every sentence has a note, and every value is explained', () => {
  const all = [...translationsOf(sandwell.sentences, 'ar').values()]
  expect(all.filter(({ plain }) => !guide.noteOf(plain)).map(({ key }) => key)).toEqual([])
  const values = new Set(all.flatMap(({ english }) => valuesIn(english)))
  expect([...values].filter((name) => !guide.lines[name] && !guide.values[name])).toEqual([])
})

describe('a file that came back', () => {
  test('changes only what the translator changed, and what they confirmed', parts, () => {
    const home = folder()
    const before = bytesOf(home, 'ar')
    const path = exported(home, 'ar')
    edited(path, 'safety:gentle.young', both('Childline \u200e{{childline}} مجاني، ويمكنك التحدث عن كل شيء.'))
    edited(path, 'conversation:about_web', saying('هذا Fingerpost: حاسوب يبحث عن مساعدة قريبة.'))
    edited(path, 'web:send', right)
    edited(path, 'web:title', (entry) => `# Is this a name?\n${entry}`)
    const { said, code } = imported(home, path, { by: 'A. Reader', state: 'native' })
    expect(code).toBe(0)
    expect(said).toMatch(/ar: \d+ sentences read, 2 changed, 3 confirmed, 0 refused/)
    expect(said).toContain('the translator on web:title: Is this a name?')
    expect(said).toMatch(/ar: \d+ draft, 3 native, 0 clinical\n$/)
    const after = bytesOf(home, 'ar')
    const differing = (name: string) => {
      const old = before[name]?.split('\n')
      return after[name]?.split('\n').filter((line) => !old?.includes(line))
    }
    expect(differing('safety.json')).toEqual([
      '    "young": "Childline \\u200e{{childline}} مجاني، ويمكنك التحدث عن كل شيء.",',
    ])
    expect(differing('conversation.json')).toEqual(['  "about_web": "هذا Fingerpost: حاسوب يبحث عن مساعدة قريبة.",'])
    for (const name of ['web.json', 'listing.json', 'services.json', 'errors.json'])
      expect(after[name]).toBe(before[name])
    const reviews = JSON.parse(after['reviews.json'] ?? '')
    expect(Object.keys(reviews)).toEqual(['conversation:about_web', 'safety:gentle.young', 'web:send'])
    expect(reviews['web:send']).toMatchObject({ state: 'native', by: 'A. Reader' })

    const clinical = exported(home, 'ar', 'clinical')
    expect(readFileSync(clinical, 'utf8')).toMatch(
      /confirmed this: A\. Reader, \d{4}-\d\d-\d\d\.\n#\. fingerpost: native/,
    )
    for (const key of ['safety:gentle.young', 'safety:gentle.expired']) edited(clinical, key, right)
    const read = imported(home, clinical, { by: 'Dr C', state: 'clinical' })
    expect(read.code).toBe(1)
    expect(read.said).toContain('refused safety:gentle.expired: no native speaker has confirmed it yet')
    expect(read.said).toMatch(/ar: \d+ draft, 2 native, 1 clinical\n$/)
    expect(JSON.parse(bytesOf(home, 'ar')['reviews.json'] ?? '')['safety:gentle.young']).toMatchObject({
      state: 'clinical',
      by: 'Dr C',
      native: { by: 'A. Reader' },
    })
  })

  test('never brings in what `check` would find, and takes the rest', parts, () => {
    const home = folder()
    const path = exported(home, 'pl')
    const before = bytesOf(home, 'pl')
    edited(path, 'safety:expired', (entry) =>
      entry.replace(/(\nmsgstr ""\n")/, `$1${'Dzwoń teraz, proszę. '.repeat(9)}`),
    )
    edited(path, 'listing:details', saying('Jak to wygląda'))
    edited(path, 'web:send', saying('Reply YES'))
    const { said, code } = imported(home, path)
    expect(code).toBe(1)
    expect(said).toMatch(/refused safety:expired: pl, sms, safety:expired: 3 SMS parts, 2 allowed/)
    expect(said).toContain('refused web:send: pl: web:send prints YES, a word the carriers act on')
    expect(said).toContain('"Reply YES"')
    const after = bytesOf(home, 'pl')
    expect(after['listing.json']).toBe(before['listing.json']?.replace(/("details": ").*"/, '$1Jak to wygląda"'))
    expect({ ...after, 'listing.json': '' }).toEqual({ ...before, 'listing.json': '' })
  })

  test.each([
    ['is there not', null, /cannot be read \(ENOENT\)/],
    ['is something else', '{"a": 1}', /is no PO file/],
    ['is empty', '', /no sentence/],
    [
      'was cut off',
      'msgid ""\nmsgstr "Language: pl\\n"\n\nmsgctxt "web:send"\nmsgid "Send"\nmsgstr "Wy',
      /End-of-file/,
    ],
    [
      'is of a language that is not ours',
      'msgid ""\nmsgstr "Language: de\\n"\n\nmsgctxt "a"\nmsgid "b"\nmsgstr ""\n',
      /de/,
    ],
    [
      'says two languages',
      'msgid ""\nmsgstr "Language: pl\\nX-Fingerpost-Language: ro\\n"\n\nmsgctxt "a"\nmsgid "b"\nmsgstr ""\n',
      /two languages: ro .* and pl/,
    ],
    [
      'says a sentence twice',
      'msgid ""\nmsgstr "Language: pl\\n"\n\nmsgctxt "a"\nmsgid "b"\nmsgstr "1"\n\nmsgctxt "a"\nmsgid "b"\nmsgstr "2"\n',
      /Duplicate/,
    ],
  ])('that %s is an error, and nothing is written', (_, text, why) => {
    const path = join(mkdtempSync(join(tmpdir(), 'fingerpost-')), 'a.po')
    if (text !== null) writeFileSync(path, text)
    const failed = () => importTranslations(config, '/nowhere', path, {})
    expect(failed).toThrow(CatalogueError)
    expect(failed).toThrow(why)
  })

  test('is not signed without a name, nor as what it was not written for', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'fingerpost-')), 'a.po')
    writeFileSync(path, 'msgid ""\nmsgstr "Language: pl\\n"\n\nmsgctxt "a"\nmsgid "b"\nmsgstr ""\n')
    expect(() => importTranslations(config, root, path, { state: 'native' })).toThrow('--by and --state')
    expect(() => importTranslations(config, root, path, { by: 'AB' })).toThrow('--by and --state')
    expect(() => importTranslations(config, root, path, { by: 'Dr C', state: 'clinical' })).toThrow('--for clinical')
  })
})
