import type { ImportFacts } from '../import/facts.ts'
import { linkTo } from '../import/values.ts'
import { type Schedule, type Service, weekdays } from '../service.ts'

/**
 * The meetings of fellowships as Meeting Guide has them (github.com/code4recovery/spec). That format is for weekly meetings
 * only: others are left out, and so are people's names and contacts, which it has fields for.
 */
export function toMeetingGuide(services: readonly Service[], facts: ImportFacts): Record<string, unknown>[] {
  return services.filter((one) => one.fellowship).flatMap((service) => meetingsOf(service, facts))
}

function meetingsOf(service: Service, facts: ImportFacts): Record<string, unknown>[] {
  const [place] = service.locations
  const web = service.contacts.find((one) => one.type === 'web')
  const phone = service.contacts.find((one) => one.type === 'phone')
  const online = service.preferences.includes('online')
  const hours = place && place.hours !== 'unknown' ? place.hours : ([web, phone].find(Boolean)?.hours ?? 'unknown')
  const weekly = typeof hours === 'string' ? [] : hours.filter(isWeekly)
  return weekly.map((slot, index) => ({
    slug: index === 0 ? service.id : `${service.id}-${index + 1}`,
    name: service.name,
    day: slot.days.map((day) => (weekdays.indexOf(day) + 1) % 7),
    time: slot.opens,
    end_time: slot.closes === '24:00' ? '00:00' : slot.closes,
    timezone: 'Europe/London',
    types: typesOf(service, facts, online),
    attendance_option: place ? (online ? 'hybrid' : 'in_person') : 'online',
    ...(place
      ? {
          address: place.address,
          ...(place.town && !place.postcode ? { city: place.town.replaceAll('-', ' ') } : {}),
          postal_code: place.postcode ?? '',
          country: 'GB',
          approximate: 'no',
          ...(place.lat === undefined || place.lon === undefined ? {} : { latitude: place.lat, longitude: place.lon }),
        }
      : {}),
    ...(online && web ? { conference_url: linkTo(web.value) } : {}),
    ...(online && phone ? { conference_phone: phone.value } : {}),
    group: service.organization,
  }))
}

function isWeekly({ meeting, nth, every, season, from, until, except }: Schedule): boolean {
  return meeting && !nth && !every && !season && !from && !until && !(except && except.length > 0)
}

function typesOf(service: Service, facts: ImportFacts, online: boolean): string[] {
  const { eligibility, preferences, languages, attendance, audiences } = service
  const open = attendance.includes('family_welcome')
  const closed = !open && !audiences.includes('professional')
  // Where several codes say the same of a meeting, the first of content/imports.yaml is written.
  const said = new Set<string>()
  const codes = Object.entries(facts.meeting_types).flatMap(([code, meaning]) => {
    const fits =
      (meaning.women_only && eligibility.women_only) ||
      (meaning.men_only && eligibility.men_only) ||
      meaning.preferences?.some((one) => preferences.includes(one)) ||
      meaning.languages?.some((one) => languages.includes(one))
    const key = JSON.stringify(meaning)
    if (!fits || said.has(key)) return []
    said.add(key)
    return [code]
  })
  return [...(open ? ['O'] : closed ? ['C'] : []), ...(online ? ['ONL'] : []), ...codes]
}
