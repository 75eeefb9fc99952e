import { SegmentedMessage } from 'sms-segments-calculator'
import { describe, expect, test } from 'vitest'
import { plainSms } from '../../src/channels/sms/text.ts'
import { type Language, languages } from '../../src/taxonomy.ts'
import { readLines, readReplies, readSentences } from './files.ts'

const lines = readLines()
const data = readReplies()

/** The numbers of the sourced facts, each with the page it was read on. A number not in this table may not be printed. */
const sourced: Record<string, string> = {
  '999': 'yas.nhs.uk',
  '55': 'centre56.org.uk',
  '111': 'blackcountryhealthcare.nhs.uk',
  '07860 025 281': 'blackcountryhealthcare.nhs.uk',
  '18001 111': 'tewv.nhs.uk',
  '116 123': 'samaritans.org',
  '85258': 'giveusashout.org',
  '0800 1111': 'solihull.gov.uk',
  '0808 800 5000': 'nspcc.org.uk',
  '0808 2000 247': 'refuge.org.uk',
  '0300 123 6600': 'talktofrank.com',
}

const warnings = [data.withdrawal_warning, data.withdrawal_warning_young]
const every = [...data.now, ...data.gentle, data.urgent, data.no_calls, ...warnings, data.expired, data.expired_gentle]

/** The whole of a fixed reply as a text: what it says, and how to carry on. */
const whole = (language: string, { key, brief }: { key: string; brief: boolean }) =>
  `${sentence(language, key)} ${sentence(language, brief ? 'carry_on_brief' : 'carry_on')}`

const fill = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => lines[name]?.number ?? `?${name}?`)
function sentence(language: string, key: string): string {
  const found = key
    .split('.')
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], readSentences(language))
  expect(found, `${language} ${key}`).toBeTypeOf('string')
  return fill(String(found))
}

describe('crisis lines', () => {
  test.each(Object.entries(lines))('%s has a sourced number', (_, line) => {
    expect(sourced[line.number]).toBeDefined()
    expect(line.source).toContain(sourced[line.number])
  })
})

const isLatin = (language: string) => new Intl.Locale(language).maximize().script === 'Latn'

/** How each language says that nobody has read this. */
const computer: Record<Language, string> = {
  en: "I'm a computer",
  pa: 'ਮੈਂ ਕੰਪਿਊਟਰ ਹਾਂ',
  'pa-Latn': 'Main computer haan',
  ur: 'کمپیوٹر',
  hi: 'कंप्यूटर',
  bn: 'কম্পিউটার',
  pl: 'komputer',
  ro: 'computer',
  fr: 'robot',
  ar: 'كمبيوتر',
  so: 'kombiyuutar',
}

/** What helps somebody who does not wake or breathe normally, in the order in which it is said. */
const rescue: Record<Language, { naloxone: string; snoring: string; grey: string; cpr: string; side: string }> = {
  en: { naloxone: 'naloxone', snoring: 'snoring', grey: 'grey lips', cpr: 'CPR', side: 'On their side' },
  pa: { naloxone: 'Naloxone', snoring: 'ਘੁਰਾੜੇ', grey: 'ਸਲੇਟੀ ਬੁੱਲ੍ਹ', cpr: 'CPR', side: 'ਪਾਸੇ ਭਾਰ' },
  'pa-Latn': { naloxone: 'Naloxone', snoring: 'ghurade', grey: 'saletti bull', cpr: 'CPR', side: 'Paase bhaar' },
  ur: { naloxone: 'Naloxone', snoring: 'خراٹے', grey: 'سرمئی ہونٹ', cpr: 'CPR', side: 'کروٹ' },
  hi: { naloxone: 'Naloxone', snoring: 'खर्राटे', grey: 'स्लेटी होंठ', cpr: 'CPR', side: 'करवट' },
  bn: { naloxone: 'Naloxone', snoring: 'নাক ডাকা', grey: 'ধূসর ঠোঁট', cpr: 'CPR', side: 'কাত করে' },
  pl: { naloxone: 'nalokson', snoring: 'chrapie', grey: 'szare usta', cpr: 'RKO', side: 'Na bok' },
  ro: { naloxone: 'naloxonă', snoring: 'sforăie', grey: 'gri', cpr: 'CPR', side: 'pe o parte' },
  fr: { naloxone: 'Naloxone', snoring: 'ronflement', grey: 'grises', cpr: 'Massage cardiaque', side: 'Sur le côté' },
  ar: { naloxone: 'نالوكسون', snoring: 'شخير', grey: 'رمادية', cpr: 'إنعاش', side: 'على جنبه' },
  so: { naloxone: 'naloxone', snoring: 'khuuro', grey: 'cawl', cpr: 'CPR', side: 'Dhinac' },
}

/** How each language says that somebody is confused, and sees what is not there. */
const delirium: Record<Language, [confused: RegExp, seeing: RegExp]> = {
  en: [/confus/, /seeing/],
  pa: [/ਹੋਸ਼ ਗੁੰਮ/, /ਚੀਜ਼ਾਂ ਦਿਸ/],
  'pa-Latn': [/hosh gum/, /cheezan dis/],
  ur: [/الجھن|ہوش ٹھیک نہیں/, /چیزیں دکھ/],
  hi: [/उलझन|होश ठीक नहीं/, /चीज़ें दिख/],
  bn: [/এলোমেলো/, /যা নেই তা দেখা/],
  pl: [/splątanie/, /omamy|widz/],
  ro: [/confuzi/i, /ve(zi|de|denii)\b/],
  fr: [/confusion/, /visions|v(oyez|oit) /],
  ar: [/تشوش/, /رؤية أشياء|[تي]رى أو/],
  so: [/wareer/, /wax aan jirin arag/],
}

describe.each([...languages])('sentences in %s', (language) => {
  const plain = (answers: { key: string }[]) =>
    [...new Set(answers.map(({ key }) => key))].map((key) => ({ key, text: sentence(language, key) }))
  const budgets: [{ key: string; text: string }[], { encoding: string; parts: number; characters: number }][] = [
    [
      [
        ...[...data.now, data.urgent, data.expired].map((one) => ({ key: one.key, text: whole(language, one) })),
        ...plain([data.no_calls]),
      ],
      isLatin(language)
        ? { encoding: 'GSM-7', parts: 2, characters: 306 }
        : { encoding: 'UCS-2', parts: 4, characters: 268 },
    ],
    [
      plain([...data.gentle, data.expired_gentle]),
      isLatin(language)
        ? { encoding: 'GSM-7', parts: 1, characters: 110 }
        : { encoding: 'UCS-2', parts: 2, characters: 110 },
    ],
    [
      plain(warnings),
      isLatin(language)
        ? { encoding: 'GSM-7', parts: 1, characters: 160 }
        : { encoding: 'UCS-2', parts: 3, characters: 160 },
    ],
  ]
  const rows = budgets.flatMap(([texts, budget]) => texts.map((one) => ({ ...one, ...budget })))

  test.each(rows)('$key fits $parts parts in $encoding', ({ text: said, encoding, parts, characters }) => {
    const text = plainSms(said)
    const message = new SegmentedMessage(text)
    expect(message.encodingName, text).toBe(encoding)
    expect(text.length, text).toBeLessThanOrEqual(characters)
    expect(message.segmentsCount, text).toBeLessThanOrEqual(parts)
  })

  test.each([...data.now, data.urgent, data.expired])(
    '$key names its lines, 999 before any other, says what it is, and goes on',
    ({ lines: names, ...answer }) => {
      const text = whole(language, answer)
      for (const name of names) expect(text).toContain(lines[name]?.number)
      expect(/\d{3}/.exec(text)?.[0], 'the first number').toBe('999')
      expect(text.slice(-60), 'the way on').toMatch(/1/)
      expect(text).toContain(computer[language])
    },
  )

  test('no sentence names a line its entry does not, shouts, echoes a label or invites with a carrier word', () => {
    for (const { key, lines: names } of every) {
      const raw = JSON.stringify(
        key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], readSentences(language)),
      )
      const used = [...raw.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name)
      expect(names, key).toEqual(expect.arrayContaining(used))
      expect(raw, key).not.toMatch(/!|addict|alcoholic|junkie|\bclean\b|committed/i)
      expect(raw, key).not.toMatch(/\b(STOP|END|QUIT|CANCEL|HELP|INFO|YES|START)\b/)
      expect(raw.replace(/\{\{\w+\}\}/g, ''), key).not.toMatch(/\d{3}/)
    }
  })

  test('the web has its own words for leaving, with the same numbers', () => {
    const entry = data.now.find(({ key }) => key === 'domestic_abuse_self')
    for (const name of entry?.lines ?? [])
      expect(sentence(language, 'domestic_abuse_self_web')).toContain(lines[name]?.number)
  })

  test('an overdose: 999, naloxone, what is not normal breathing, CPR, on the side, in this order', () => {
    const { naloxone, snoring, grey, cpr, side } = rescue[language]
    const text = sentence(language, 'overdose_other')
    const places = ['999', naloxone, snoring, grey, cpr, side].map((words) => text.indexOf(words))
    expect(places, text).not.toContain(-1)
    expect(places, text).toEqual(places.toSorted((a, b) => a - b))
  })

  test('who will not wake gets CPR, the side and naloxone, though no drug was named', () => {
    const { naloxone, side } = rescue[language]
    const text = sentence(language, 'medical_other')
    for (const words of [naloxone, side]) expect(text.toLowerCase()).toContain(words.toLowerCase())
  })

  test.each([
    'withdrawal_self',
    'withdrawal_self_young',
    'withdrawal_other',
    'withdrawal_warning',
    'withdrawal_warning_young',
    'gentle.withdrawal',
  ])('%s names confusion, and seeing things', (key) => {
    for (const sign of delirium[language]) expect(sentence(language, key)).toMatch(sign)
  })

  test('the control that leaves the page is called what the page calls it', () => {
    const { leave } = readSentences(language, 'web')
    for (const key of ['domestic_abuse_self_web', ...(language === 'pa' ? [] : ['domestic_abuse_other_web'])])
      expect(sentence(language, key)).toContain(leave)
  })

  test('a chat on another page names the same numbers as ours, and no control that only ours has', () => {
    const { leave } = readSentences(language, 'web')
    for (const key of ['domestic_abuse_self', ...(language === 'pa' ? [] : ['domestic_abuse_other'])]) {
      const [ours, theirs] = [sentence(language, `${key}_web`), sentence(language, `${key}_botframework`)]
      expect(theirs).not.toContain(leave)
      expect(theirs.match(/\{\{\w+\}\}|\d+/g)).toEqual(ours.match(/\{\{\w+\}\}|\d+/g))
    }
  })

  test('sentences are of at most twenty words', () => {
    for (const { key } of every)
      for (const one of sentence(language, key).split(/[.?:;।۔؟]\s/))
        expect(one.split(/\s+/).length, `${key}: ${one}`).toBeLessThanOrEqual(20)
  })
})
