import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { read } from './lexicons.ts'
import { sensesOf } from './senses.ts'

type Tables = Record<string, Record<string, string>>
const tables = (name: string): Tables => parse(readFileSync(`test/understanding/rows/${name}.yaml`, 'utf8')) as Tables

describe.each(['en', 'pa', 'pa-Latn', 'others'])('what a message means: %s', (language) => {
  describe.each(Object.entries(tables(language)))('%s', (_, rows) => {
    test.each(Object.entries(rows))('%s', (text, senses) => {
      expect(sensesOf(read(text).meaning)).toBe(senses)
    })
  })
})

test.each(
  Object.entries(parse(readFileSync('test/understanding/rows/languages.yaml', 'utf8')) as Record<string, string>),
)('the language of "%s"', (text, expected) => {
  const { language, languageSure } = read(text).meaning
  expect(language === null ? 'none' : languageSure ? language : `${language} perhaps`).toBe(expected)
})
