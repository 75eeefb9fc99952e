import { Temporal } from 'temporal-polyfill'
import { type Html, html, htmlDocument } from '../../channels/page.ts'
import { cardWords, scheduleWords, type Wording } from '../../channels/words/index.ts'
import { dayWords } from '../../channels/words/schedule.ts'
import type { Bundle } from '../../content/index.ts'
import { publicationOf } from '../../content/publication.ts'
import { queryOf } from '../../conversation/find.ts'
import { emptySlots } from '../../conversation/session.ts'
import { readOn } from '../../directory/export/open-referral.ts'
import { mayLeave } from '../../directory/export/sources.ts'
import { compileDirectory, type Query, type Service } from '../../directory/index.ts'
import type { Language } from '../../taxonomy.ts'
import { type Mark, mapOf } from './map.ts'

export type PrintOptions = {
  language: Language
  /** A town's slug; null for the whole area. */
  town: string | null
  large: boolean
}

type Entry = { service: Service; town: string | null; number: number }

/**
 * The directory on paper, as one HTML page that a browser prints or saves as PDF: contents, a map, and by town what is
 * there, with the day on which somebody confirmed each, and the day on which its facts were read. Only what production may show is in it, and no hidden address.
 */
export function printedDirectory(bundle: Bundle, now: number, { language, town, large }: PrintOptions): string {
  const { sentences, area, confirmed, taxonomy } = bundle
  const say = (key: string, params?: Record<string, string>) => sentences.say(language, `printed:${key}`, params)
  const directory = compileDirectory(bundle.services.filter(mayLeave), { confirmed, taxonomy, showUnconfirmed: false })
  const publication = publicationOf(bundle, language)
  const instant = Temporal.Instant.fromEpochMilliseconds(now)
  const wording: Wording = { sentences, directory, language, channel: 'web', now: instant }
  const towns = bundle.places.towns().filter((one) => town === null || one.slug === town)
  const entries = placed(directory.services, new Set(towns.map((one) => one.slug)), town)
  const groups = inOrder([
    ...towns.map(({ slug, name }) => ({ id: slug, name, of: entries.filter((one) => one.town === slug) })),
    {
      id: 'around',
      name: say('around'),
      of: entries.filter((one) => one.town === null && one.service.coverage === 'borough' && !hasDoor(one)),
    },
    {
      id: 'elsewhere',
      name: say('elsewhere'),
      of: entries.filter(
        (one) =>
          one.town === null &&
          (one.service.coverage === 'neighbour' || (one.service.coverage === 'borough' && hasDoor(one))),
      ),
    },
    { id: 'national', name: say('national'), of: entries.filter((one) => one.service.coverage === 'national') },
  ])
  const place = towns.length === 1 ? (towns[0]?.name ?? area.name) : area.name
  const title = say('title', { place })
  const today = instant.toZonedDateTimeISO('Europe/London').toPlainDate().toString()
  const marks = groups
    .flatMap(({ of }) => of)
    .flatMap(({ service, number }): Mark[] => {
      const at = service.locations.find((one) => one.address && one.lat !== undefined)
      return service.coverage !== 'national' && at?.lat !== undefined && at.lon !== undefined
        ? [{ number, name: service.name, point: { lat: at.lat, lon: at.lon } }]
        : []
    })
  return htmlDocument({
    language,
    title,
    head: html`<style>${{ html: style(large) }}</style>`,
    body: html`<header>
<h1>${title}</h1>
<p class="urgent">${sentences.say(language, 'web:urgent_call')}</p>
<p>${say('printed', { date: dayWords(today) })}</p>
</header>
<main>
${
  groups.length === 0
    ? html`<p>${say('empty')}</p>`
    : html`<nav aria-labelledby="contents"><h2 id="contents">${say('contents')}</h2>
<ul>${groups.map(({ id, name, of }) => html`<li><a href="#${id}">${name}</a> <bdi>(${range(of)})</bdi></li>`)}</ul></nav>`
}
${marks.length > 0 ? html`<section class="map"><h2>${say('map')}</h2>${mapOf(marks, towns, say('map'), { oneMile: sentences.say(language, 'listing:miles', { count: 1 }), large })}<p>${say('map_note')}</p></section>` : ''}
${groups.map(
  ({ id, name, of }) => html`<section id="${id}"><h2>${name}</h2>
${of.map((entry) => entryOf(entry))}</section>
`,
)}</main>
<footer>${publication.attribution.map((line) => html`<p lang="en" dir="ltr">${line}</p>`)}</footer>`,
  })

  function entryOf({ service, number }: Entry): Html {
    const anyone = queryOf(bundle, emptySlots, language)
    const list = (query: Query) => directory.list(service.id, query, instant, bundle.isBankHoliday)
    const listed = list(anyone) ?? list(readerOf(service, anyone))
    const words = listed && cardWords(wording, listed)
    if (!words || !listed) return html``
    const contact = service.contacts[listed.contact]
    const door = service.locations.find((one) => one.address)
    const hours = contact && contact.hours !== 'unknown' ? contact.hours : (door?.hours ?? 'unknown')
    const dates = { confirmed: publication.confirmedOn(service), read: readOn(service)[0] }
    const facts = [
      words.about,
      words.contact,
      words.address,
      ...words.others.map((one) => one.words),
      ...(hours === 'unknown' && (contact?.type === 'web' || contact?.type === 'email')
        ? []
        : scheduleWords(wording, hours)),
      words.cost,
      words.languages,
      words.who,
    ].filter((one) => one !== null && one !== '')
    return html`<article><h3><span class="number">${number}</span> <bdi>${words.name}</bdi></h3>
${facts.map((fact) => html`<p><bdi>${fact ?? ''}</bdi></p>`)}
${(['confirmed', 'read'] as const).flatMap((how) => {
  const day = dates[how]
  return day ? html`<p class="checked">${say(how, { date: dayWords(day) })}</p>` : []
})}</article>
`
  }
}

/** Paper is for everybody: what is only for some (relatives, children, women) is listed as to one of them. */
function readerOf({ audiences, needs, substances = [], eligibility, fits }: Service, anyone: Query): Query {
  const { women_only, men_only, community_only, max_age } = eligibility
  const audience = (['self', 'family', 'professional'] as const).find((one) => audiences.includes(one)) ?? null
  const preferences = [
    ...(women_only ? (['women_only'] as const) : []),
    ...(men_only ? (['men_only'] as const) : []),
    ...(community_only ? fits.map((one) => `fits:${one}` as const) : []),
  ]
  return { ...anyone, audience, needs, substances, preferences, young: max_age !== undefined && max_age <= 25 }
}

type Group = { id: string; name: string; of: Entry[] }

/** Groups that hold something, their entries numbered as they stand on the paper: a number of the map is found by leafing. */
function inOrder(groups: readonly (Omit<Group, 'of'> & { of: readonly Omit<Entry, 'number'>[] })[]): Group[] {
  let count = 0
  return groups
    .filter(({ of }) => of.length > 0)
    .map((group) => ({ ...group, of: group.of.map((entry) => ({ ...entry, number: ++count })) }))
}

/** A door that is printed: what has one in no town of the area is near by, whoever it is for. */
function hasDoor({ service }: Pick<Entry, 'service'>): boolean {
  return service.locations.some((one) => one.address)
}

/** "9-17": the first number and the last. */
function range(entries: readonly Entry[]): string {
  const [first, last] = [entries[0]?.number, entries.at(-1)?.number]
  return first === last ? String(first) : `${first}–${last}`
}

/** Each service once, by name, in the town of its first printed place. */
function placed(
  services: readonly Service[],
  towns: ReadonlySet<string>,
  only: string | null,
): Omit<Entry, 'number'>[] {
  return services
    .map((service) => {
      const slugs =
        service.coverage === 'national'
          ? []
          : service.locations.flatMap((one) => (one.address && one.town ? [one.town] : []))
      return { service, slugs, town: slugs.find((slug) => towns.has(slug)) ?? null }
    })
    .filter(({ slugs, town }) => only === null || town !== null || slugs.length === 0)
    .sort((a, b) => a.service.name.localeCompare(b.service.name, 'en'))
    .map(({ service, town }) => ({ service, town }))
}

/** For A4, black on white; large print is 18 points and nothing smaller (UK Association for Accessible Formats), and 12
 * otherwise. */
function style(large: boolean): string {
  return `
@page { size: A4; margin: 18mm 16mm; @bottom-center { content: counter(page) " / " counter(pages); font: ${large ? 18 : 12}pt sans-serif } }
body { font: ${large ? 18 : 12}pt/1.45 system-ui, "Noto Sans", sans-serif; color: #000; background: #fff; margin: 1em auto; max-width: 46em; padding: 0 1em }
h1 { font-size: 1.8em; line-height: 1.2; margin: 0 0 .3em } h2 { font-size: 1.35em; margin: 1.2em 0 .4em; break-after: avoid }
h3 { font-size: 1.1em; margin: 0; break-after: avoid } p { margin: .15em 0 }
.urgent { font-weight: 700; border: .15em solid #000; padding: .4em .6em; margin: .6em 0 }
article { break-inside: avoid; border-top: 1px solid #555; padding: .5em 0 }
.number { display: inline-block; min-width: 1.5em; text-align: center; border-radius: 1em; background: #000; color: #fff; font-size: ${large ? 1 : 0.85}em; print-color-adjust: exact }
.checked { font-size: ${large ? 1 : 0.9}em } section.map { break-inside: avoid } svg.map { max-width: 100%; max-height: 230mm; border: 1px solid #555 }
svg circle { fill: #000; stroke: #fff; stroke-width: 1.5 } svg text { text-anchor: middle }
svg { direction: ltr } svg text.mark { fill: #fff; font-weight: 700 } svg text.town { fill: #555; font-style: italic }
svg text.scale { text-anchor: start } svg .mile { stroke: #000; stroke-width: 2; fill: none }
nav li { margin: .1em 0 } a { color: inherit } footer { border-top: 1px solid #555; margin-top: 2em; font-size: ${large ? 1 : 0.8}em }
`
}
