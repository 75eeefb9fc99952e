import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mostParts, renderSms } from '../../src/channels/sms/render.ts'
import { smsSize } from '../../src/channels/sms/text.ts'
import { checkDangers } from '../../src/commands/check/dangers.ts'
import { checkForbidden } from '../../src/commands/check/forbidden.ts'
import { createJudge } from '../../src/commands/check/judge.ts'
import { checkLeads, questionsOf } from '../../src/commands/check/leads.ts'
import { checkLists, listStates } from '../../src/commands/check/lists.ts'
import { clocksOf } from '../../src/commands/check/moments.ts'
import { checkReferrals } from '../../src/commands/check/referrals.ts'
import { checkSentences } from '../../src/commands/check/sentences.ts'
import { pairsOf, type Told } from '../../src/commands/check/states.ts'
import { checkSteps, waysOn } from '../../src/commands/check/steps.ts'
import { checkWays } from '../../src/commands/check/ways.ts'
import type { Bundle } from '../../src/content/index.ts'
import { newSession } from '../../src/conversation/session.ts'
import { openTurn } from '../../src/conversation/turn.ts'
import { languages } from '../../src/taxonomy.ts'
import { root } from '../root.ts'
import { sandwell } from '../sandwell.ts'
import { importedFile, outdatedFile } from '../staff/desk/files.ts'
import { withFlow, withSentence } from './broken.ts'

const states = listStates(sandwell, root)
const clocks = clocksOf(sandwell)
const [day] = clocks
if (!day) throw new Error('no clock')
const places = states.places.flatMap(({ place }) => place ?? [])

/** What is found wrong in content, by one part of the check. */
function found(bundle: Bundle, look: (judge: ReturnType<typeof createJudge>) => unknown): string[] {
  const judge = createJudge(bundle)
  look(judge)
  return [...judge.problems]
}

const greeting = (bundle: Bundle) => (judge: ReturnType<typeof createJudge>) =>
  judge.look(openTurn(bundle, 'en', { now: day.now, channel: 'sms' }).reply.blocks, day.now, 'the greeting')
const questions = (bundle: Bundle) => (judge: ReturnType<typeof createJudge>) => {
  for (const { blocks, where } of questionsOf(bundle, day)) judge.look(blocks, day.now, where)
}
/** The lists for one need, in the first place and at the first hour. */
const listsFor = (bundle: Bundle, need: string) => (judge: ReturnType<typeof createJudge>) => {
  const values = states.values.filter(({ name }) => name === `need ${need}`)
  return checkLists(bundle, judge, { ...states, values, pairs: [], places: states.places.slice(0, 1), clocks: [day] })
}

describe('what is wrong is found and named', () => {
  test('a choice too long for a row, or for a button', () => {
    const row = withSentence('ro', 'conversation:need.family', 'Grija pentru altcineva din')
    expect(found(row, greeting(row))).toEqual([
      'ro, whatsapp, the greeting: the choice "Grija pentru altcineva din" has 26 characters, 24 fit a row',
    ])
    const button = withSentence('fr', 'conversation:audience.someone', "Pour quelqu'un d'autre")
    expect(found(button, questions(button))).toEqual([
      'fr, whatsapp, audience, plain: the choice "Pour quelqu\'un d\'autre" has 22 characters, 20 fit a button',
    ])
  })

  test('a line under a choice, and a text, too long for WhatsApp', () => {
    const line = withSentence('so', 'services:samaritans.kind', 'a'.repeat(73))
    expect(found(line, listsFor(line, 'talk_now'))).toContainEqual(
      expect.stringMatching(/^so, whatsapp, .*, no place, a weekday at 11: "a{73}" has 73 characters, 72 fit a row$/),
    )
    const body = withSentence('en', 'conversation:stopped', `999 ${'a'.repeat(1700)}`)
    const stopped = [{ type: 'text' as const, key: 'conversation:stopped' }]
    expect(found(body, (judge) => judge.look(stopped, day.now, 'STOP'))).toEqual([
      'en, sms, STOP: 12 SMS parts, 3 allowed (1704 characters, GSM-7)',
      'en, whatsapp, STOP: a text of 1704 characters, 1600 fit',
    ])
  })

  test('what staff pass on, where it is too long, and a number to ring that is not there', () => {
    expect(checkReferrals(sandwell, languages).problems).toEqual([])
    const long = withSentence('pl', 'refer:text.number', `${'a'.repeat(150)} i jeszcze`)
    expect(checkReferrals(long, languages).problems).toEqual([])
    const longer = withSentence('pl', 'refer:text.number', 'a'.repeat(161))
    expect(checkReferrals(longer, languages).problems).toEqual([
      'pl: what staff pass on: 2 SMS parts, 1 allowed (161 characters, GSM-7)',
    ])
    const dear = withSentence('en', 'refer:team', 'Your own surgery or team')
    expect(checkReferrals(dear, ['en']).problems).toEqual(['en: refer:team has 24 characters, 22 allowed'])
    const ring_together = { self: ['adfam'], family: ['al-anon'] }
    expect(checkReferrals({ ...sandwell, area: { ...sandwell.area, ring_together } }, []).problems).toEqual([
      'ring_together: adfam has no telephone',
    ])
  })

  test('a sentence that is missing, by its key and where it is met', () => {
    const greets = withSentence('pl', 'conversation:need.talk', null)
    expect(checkSentences(greets, languages).problems).toEqual(['pl: no sentence conversation:need.talk'])
    expect(found(greets, greeting(greets))).toEqual([
      'pl, sms, the greeting: no sentence conversation:need.talk in pl',
      'pl, web, the greeting: no sentence conversation:need.talk in pl',
      'pl, botframework, the greeting: no sentence conversation:need.talk in pl',
      'pl, whatsapp, the greeting: no sentence conversation:need.talk in pl',
    ])
    const card = withSentence('bn', 'listing:cost.free', null)
    expect(found(card, listsFor(card, 'treatment'))).toContainEqual(
      expect.stringMatching(/^bn, sms, .* card of [a-z-]+: no sentence listing:cost\.free in bn$/),
    )
  })

  test('what must not be published, in a record of ours, in an imported one that is confirmed, and in a sentence', () => {
    expect(checkForbidden(sandwell, languages).problems).toEqual([])
    const old = '"0800 77 66 00" must not be published. The old number of FRANK, which is 0300 123 6600.'

    const path = 'content/areas/national/services/frank.yaml'
    const frank = readFileSync(join(root, path), 'utf8')
    const ours = (text: string) => sandwell.with(new Map([[path, text]]), sandwell.day)
    const misprint = ours(frank.replaceAll('0300 123 6600', '(0800) 77.66.00'))
    expect(checkForbidden(misprint, languages).problems).toEqual([`frank: ${old}`])
    // Who takes a record with an old number out of sight must be able to publish that.
    const closed = `${frank.replaceAll('0300 123 6600', '+44 800 776600').replace(/^status: .*\n/m, '')}status: inactive\n`
    expect(checkForbidden(ours(closed), languages).problems).toEqual([])

    const confirmed = { confirmed_on: '2026-11-20', by: 'a test', how: 'rang', expires: '2027-05-20' }
    const imported = (service: string) =>
      sandwell.with(
        new Map([
          ['content/areas/sandwell/imported/oldshire.yaml', outdatedFile],
          ['content/areas/sandwell/imported/fernshire.yaml', importedFile],
          ['content/confirmations.yaml', JSON.stringify([{ service, contact: 'walk_in:', ...confirmed }])],
        ]),
        sandwell.day,
      )
    expect(checkForbidden(imported('oldshire-line'), languages).problems).toEqual([`oldshire-line: ${old}`])
    expect(checkForbidden(imported('fernshire-kettle'), languages).problems).toEqual([])

    const said = withSentence('pl', 'services:frank.about', 'Zadzwoń: +44 800 77-66-00.')
    expect(checkForbidden(said, languages).problems).toEqual([`pl: services:frank.about: ${old}`])
  })

  test('a service that nobody has put into a language is "a local service" there, and no language lacks that', () => {
    const untold = withSentence('bn', 'services:cranstoun-sandwell.about', null)
    expect(checkSentences(untold, languages).problems).toEqual([])
    expect(found(untold, listsFor(untold, 'treatment'))).toEqual([])
    const missing = withSentence('bn', 'services:imported.about', null)
    expect(checkSentences(missing, languages).problems).toEqual(['bn: no sentence services:imported.about'])
  })

  test('more parts than the budget: a first message, a danger, a list, words before a list', () => {
    const first = withSentence('ur', 'conversation:ask.need', 'کیا '.repeat(20))
    expect(found(first, greeting(first))).toEqual([
      expect.stringMatching(/^ur, sms, the greeting: 5 SMS parts, 4 allowed \(3\d\d characters, UCS-2\)$/),
    ])
    const danger = withSentence('so', 'safety:medical_self', `999 ${'wac '.repeat(80)}`)
    expect(found(danger, (judge) => checkDangers(danger, judge, day.now))).toEqual([
      expect.stringMatching(/^so, sms, safety:medical_self: 3 SMS parts, 2 allowed \(3\d\d characters, GSM-7\)$/),
      expect.stringMatching(/^so, sms, safety:medical_self, after STOP: 3 SMS parts, 2 allowed/),
    ])
    const list = withSentence('en', 'conversation:results.bereavement', 'a'.repeat(400))
    expect(found(list, listsFor(list, 'bereavement'))).toContainEqual(
      expect.stringMatching(/^en, sms, need bereavement, .*: \d SMS parts, \d allowed/),
    )
    const before = withSentence('ar', 'safety:gentle.suicide', 'خطر '.repeat(90))
    const { samples } = checkLists(before, createJudge(before), {
      ...states,
      values: [],
      pairs: [],
      places: states.places.slice(0, 1),
      clocks: [day],
    })
    expect(found(before, (judge) => checkLeads(before, judge, day, samples))).toContainEqual(
      expect.stringMatching(
        /^ar, sms, nothing told, .* after safety:gentle.suicide and safety:withdrawal_warning: \d+ SMS parts, 8 allowed/,
      ),
    )
  })

  test('but for a list under two warnings, whose budget stays the same while anything can be left out', () => {
    const { blocks } = openTurn(sandwell, 'en', { now: day.now, channel: 'sms' }).reply
    const warnings = ['safety:gentle.suicide', 'safety:withdrawal_warning'].map((key) => ({
      type: 'text' as const,
      key,
    }))
    const lists = checkLists(sandwell, createJudge(sandwell), {
      ...states,
      values: states.values.filter(({ name }) => name === 'need food'),
      pairs: [],
      places: states.places.slice(1, 2),
      clocks: [day],
    }).samples
    const told = { sentences: sandwell.sentences, directory: sandwell.directory, now: day.now }
    expect(lists.length).toBeGreaterThan(0)
    for (const list of lists) {
      const reply = { language: 'en' as const, blocks: [...warnings, ...list.blocks] }
      expect(mostParts(sandwell.flow, reply)).toEqual([4, 8])
      expect(smsSize(renderSms(sandwell.flow, told, reply)).parts).toBeLessThanOrEqual(3)
    }
    expect(mostParts(sandwell.flow, { language: 'en', blocks })).toEqual([2, 4])
  })

  test('a letter that doubles the price, and plain letters where another script is due', () => {
    const dear = withSentence('en', 'conversation:need.talk', 'Talk → now')
    expect(found(dear, greeting(dear))).toContain('en, sms, the greeting: a letter outside GSM-7 doubles its price: →')
    const latin = withSentence('hi', 'conversation:stopped', 'OK. 999')
    const stopped = [{ type: 'text' as const, key: 'conversation:stopped' }]
    expect(found(latin, (judge) => judge.look(stopped, day.now, 'STOP'))).toEqual([
      'hi, sms, STOP: in Latin letters only, unlike its language',
    ])
  })

  test('no way to urgent help: 0 in a number or a distance is none', () => {
    const list = withSentence('fr', 'conversation:trailer.list_or_place', 'Un numéro : 0,5 km, 10:00, 0800 1111')
    expect(found(list, listsFor(list, 'talk_now'))).toContainEqual(
      expect.stringMatching(/^fr, sms, nothing told, no place, a weekday at 11: no way to urgent help is shown$/),
    )
  })

  test('no way to leave: STOP not told, or not obeyed', () => {
    const silent = withSentence('pa', 'conversation:welcome.language', 'ENGLISH: ਅੰਗਰੇਜ਼ੀ')
    expect(found(silent, (judge) => checkWays(silent, judge, day))).toEqual([
      'pa, sms, the greeting: no way to leave is told (STOP)',
    ])
    const deaf = withFlow((flow) => ({ ...flow, commands: { ...flow.commands, stop: 'back', forget: 'menu' } }))
    expect(found(deaf, (judge) => checkSteps(deaf, judge, day, places, 2))).toEqual(
      expect.arrayContaining(['from need by stop: it does not stop', 'from results by forget: it does not forget']),
    )
  })

  test('a dead end, and a question nobody is asked', () => {
    const empty = withFlow((flow) => {
      const { other_need, ...others } = flow.questions
      return { ...flow, questions: { ...others, ...(other_need && { other_need: { ...other_need, choices: [] } }) } }
    })
    expect(found(empty, (judge) => checkSteps(empty, judge, day, places, 2))).toContain(
      'from need by choice:need:other: a dead end',
    )
    const never = withFlow((flow) => ({ ...flow, order: ['audience', 'place'] }))
    expect(found(never, (judge) => checkSteps(never, judge, day, places, 3))).toEqual([
      'the question substance is never met',
    ])
    const nowhere = [{ type: 'text' as const, key: 'conversation:results.any' }]
    expect(waysOn(sandwell, nowhere, newSession('en', 'need', 0), 'x')).toEqual([
      'x: no way to urgent help is shown',
      'x: a dead end',
    ])
  })
})

describe('what is looked at', () => {
  test('nothing is wrong with the greeting, the questions and one list as they are', () => {
    for (const look of [greeting(sandwell), questions(sandwell), listsFor(sandwell, 'food')])
      expect(found(sandwell, look)).toEqual([])
  })

  test('every value alone, and every two that can be told together', () => {
    const told = (name: string, slots: Told['slots']): Told => ({ name, slots })
    const pairs = pairsOf([
      told('self', { audience: 'self' }),
      told('family', { audience: 'family' }),
      told('food', { needs: ['food'] }),
      told('housing', { needs: ['housing'] }),
    ])
    expect(pairs.map(({ name }) => name)).toEqual([
      'self + food',
      'self + housing',
      'family + food',
      'family + housing',
      'food + housing',
    ])
    expect(pairs.at(-1)?.slots).toEqual({ needs: ['food', 'housing'] })
    expect(states.values.length).toBeGreaterThan(80)
    expect(states.pairs.length).toBeGreaterThan(3400)
  })

  test('threads share the clocks: together they see what one alone does', () => {
    const few = { ...states, values: states.values.slice(0, 2), pairs: states.pairs.slice(0, 3) }
    const seen = (share: number, shares: number) =>
      checkLists(sandwell, createJudge(sandwell), few, { share, shares }).states
    expect(seen(0, 3) + seen(1, 3) + seen(2, 3)).toBe(seen(0, 1))
  })

  test('every class of place is in its class', () => {
    expect(states.places.map(({ kind, place }) => [kind, place?.kind ?? null, place?.inArea ?? null])).toEqual([
      ['none', null, null],
      ['inside', 'sector', true],
      ['inside', 'outcode', true],
      ['inside', 'town', true],
      ['inside', 'neighbourhood', true],
      ['near', 'town', false],
      ['far', 'town', false],
    ])
    for (const { place } of states.places.slice(1)) expect(place && sandwell.places.point(place)).not.toBeNull()
  })

  test('every class of clock is of its class', () => {
    const times = clocks.map(({ now }) => now.toZonedDateTimeISO('Europe/London'))
    expect(times.map((time) => [time.dayOfWeek, time.hour])).toEqual([
      [1, 11],
      [1, 20],
      [1, 3],
      [6, 14],
      [7, 14],
      [6, 12],
      [5, 12],
      [7, 0],
    ])
    expect(times.map((time) => sandwell.isBankHoliday(time.toPlainDate()))).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      true,
      false,
    ]) // prettier-ignore
    expect(times.at(-1)?.hoursInDay).toBe(23)
  })
})
