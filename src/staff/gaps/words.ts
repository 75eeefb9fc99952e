import { type Gap, type Kind, reaches, type Where } from '../../directory/gaps/index.ts'
import type { Reckoning } from './reckoning.ts'

export type Say = (key: string, params?: Record<string, string | number>) => string

/** The words of the page about gaps, which are English. */
export function wordsFor(say: Say, { bundle }: Pick<Reckoning, 'bundle'>) {
  const names = new Map(
    [...bundle.places.towns(), ...bundle.places.neighbourhoods()].map((one) => [one.slug, one.name]),
  )
  const towns = new Set(bundle.places.towns().map(({ slug }) => slug))
  const languageNames = new Intl.DisplayNames('en', { type: 'language' })
  const list = new Intl.ListFormat('en-GB', { type: 'conjunction' })

  const either = new Intl.ListFormat('en-GB', { type: 'disjunction' })

  /** A kind as a noun: "mutual aid group", "service where Polish is spoken". */
  const kindName = (kind: Kind): string => {
    const [by = '', value = ''] = kind.split(':')
    if (by === 'speaks') return say('gaps:kind.speaks', { language: languageNames.of(value) ?? value })
    if (by === 'fits') return say('gaps:kind.fits', { community: value.replaceAll('-', ' ') })
    return say(kind === 'all' ? 'gaps:kind.all' : `gaps:kind.${by}.${value}`)
  }

  const whereName = ({ towns: whole, parts }: Exclude<Where, 'area'>): string => {
    const name = (slug: string) => names.get(slug) ?? slug
    const part = (slug: string) => (towns.has(slug) ? say('gaps:centreOf', { town: name(slug) }) : name(slug))
    return list.format([...whole.map(name), ...parts.map(part)])
  }

  /** A gap as sentences, each on its own feet. */
  const gapText = (gap: Gap): string => {
    if (gap.id === 'shut') {
      const params = { day: say(`gaps:days.${gap.day}`), town: names.get(gap.town) ?? gap.town }
      return [say('gaps:shut', params), ...untold(gap.unknown)].join(' ')
    }
    const { kind, spans, where, remote, unknown } = gap
    const none = spans.includes('any')
    const params = {
      kind: kindName(kind),
      miles: reaches.bus,
      places: where === 'area' ? say('gaps:anyPart', { area: bundle.area.name }) : whereName(where),
    }
    const first = none
      ? say('gaps:none', params)
      : say('gaps:noneOpen', { ...params, when: either.format(spans.map((span) => say(`gaps:when.${span}`))) })
    const reached = remote > 0 && none ? [say('gaps:remote', { count: remote })] : []
    return [first, ...reached, ...untold(unknown)].join(' ')
  }
  const untold = (count: number) => (count > 0 ? [say('gaps:untold', { count })] : [])

  return { kindName, gapText, townName: (slug: string) => names.get(slug) ?? slug }
}
export type Words = ReturnType<typeof wordsFor>
