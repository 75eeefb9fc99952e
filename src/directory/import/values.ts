import { type Weekday, weekdays } from '../service.ts'

/** Reads single values as feeds write them. Null is "not there, or not to be understood"; nothing here throws. */

/** What a row of a feed holds, whatever it is. */
export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A list, also where it was PHP and its places are numbered. Null for what is none. */
export function listOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value
  const keys = isFields(value) ? Object.keys(value) : []
  return isFields(value) && keys.length > 0 && keys.every((key) => /^\d+$/.test(key)) ? Object.values(value) : null
}

/** The records of a list; what was XML has one alone without its list. */
export function fieldsOf(value: unknown): Fields[] {
  return (listOf(value) ?? [value]).filter(isFields)
}

/** Whether anything at all stands there, of whatever kind: what says something that nobody understands is told of. */
export function isSaid(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isSaid)
  return isFields(value) ? Object.keys(value).length > 0 : typeof value === 'boolean' || textOf(value) !== null
}

/**
 * A line of text as it may be shown: no mark-up, no control or direction characters, at most `most` characters. Numbers
 * count as text, since feeds write ids and house numbers either way.
 */
export function textOf(value: unknown, most = 200): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return null
  const plain = withoutEntities(value.slice(0, 4 * most))
    .replace(/<[^<>]*>/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const cut = [...plain].slice(0, most).join('').trim()
  return cut === '' ? null : cut.normalize('NFC')
}

/** What web pages write instead of a character, by its name (HTML, named character references) or its number. */
const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  hellip: '…',
  pound: '£',
  eacute: 'é',
  egrave: 'è',
}

/** Written twice over, as content systems do ("&amp;#8217;"), it is still one character. */
function withoutEntities(text: string): string {
  return text
    .replaceAll('&amp;', '&')
    .replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,8}));/gi, (all, ten, hex, name) => {
      if (name) return entities[name] ?? all
      const code = ten ? Number(ten) : Number.parseInt(hex, 16)
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : ' '
    })
}

/** An id of a feed: what it says, when that is short and plain enough to find the row by again. */
export function idOf(value: unknown): string | null {
  const id = textOf(value, 120)
  // The one name that an object does not take as a key of its own.
  return id === '__proto__' ? null : id
}

export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

export function yesOf(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  const text = textOf(value, 10)?.toLowerCase()
  if (text && ['yes', 'y', 'true', '1', 't'].includes(text)) return true
  return text && ['no', 'n', 'false', '0', 'f'].includes(text) ? false : null
}

/** A wall-clock time as HH:MM: "19:00", "19:00:00Z", "7pm", "11:00 AM", "7.30 p.m.", "1930", "noon". */
export function timeOf(value: unknown): string | null {
  const text = textOf(value, 40)
    ?.normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\s+/g, '')
    .replace(/(gmt|bst|uktime)$/, '')
  if (!text) return null
  if (/^(12(:00)?)?noon$|^midday$/.test(text)) return '12:00'
  if (/^(12(:00)?)?midnight$/.test(text)) return '00:00'
  const clock =
    /^(?:\d{4}-\d\d-\d\dt?)?(\d{1,2})(?:[:.h](\d{2}))?([:.]\d{2}(?:\.\d+)?)?(a\.?m\.?|p\.?m\.?)?(z|[+-]\d\d:?\d\d)?$/.exec(
      text,
    )
  const bare = /^(\d{2})(\d{2})(?:hrs?)?$/.exec(text)
  const [, hourText, minuteText = '00', half] = bare
    ? [...bare, undefined]
    : [clock?.[0], clock?.[1], clock?.[2], clock?.[4]]
  if (!hourText || (!bare && !half && clock?.[2] === undefined)) return null
  // "19:30-21:00" is from one time to another, and no time zone.
  if (clock?.[5]?.startsWith('-') && !clock[3]) return null
  const minute = Number(minuteText)
  const written = Number(hourText)
  if (minute > 59) return null
  if (half) {
    // "19:30 PM" is written by people and means what its hour says.
    if (written > 12) return half.startsWith('p') && written < 24 ? stamp(written, minute) : null
    if (written === 0) return half.startsWith('a') ? stamp(0, minute) : null
    return stamp((written % 12) + (half.startsWith('p') ? 12 : 0), minute)
  }
  if (written === 24) return minute === 0 ? '24:00' : null
  return written < 24 ? stamp(written, minute) : null
}

/** "7:30pm - 9pm", "19:30 to 21:00": from one time to another. */
export function timesOf(value: unknown): { opens: string; closes: string } | null {
  const [from, to, ...others] = (textOf(value, 60) ?? '').split(/\s*(?:-|[\u2010-\u2015]|\bto\b)\s*/i)
  const opens = others.length === 0 ? timeOf(from) : null
  const closes = timeOf(to)
  return opens && closes ? { opens, closes } : null
}

/** A time some minutes later, round the clock. */
export function later(time: string, minutes: number): string {
  const [hour, minute] = time.split(':').map(Number)
  const all = ((hour ?? 0) * 60 + (minute ?? 0) + minutes) % 1440
  return stamp(Math.floor(all / 60), all % 60)
}

function stamp(hour: number, minute: number): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/** A weekday by its name or the start of it: "Monday", "mon", "MO", "Tues", "http://schema.org/Friday". */
export function weekdayOf(value: unknown): Weekday | null {
  const text = textOf(value, 60)
    ?.toLowerCase()
    .replace(/^.*\//, '')
    .replace(/(day)?s?\.?$/, '')
  if (!text || text.length < 2) return null
  const names = ['mon', 'tues', 'wednes', 'thurs', 'fri', 'satur', 'sun']
  const found = names.findIndex((name) => name.startsWith(text) || text === `${name.slice(0, 3)}s`)
  return text === 't' || text === 's' ? null : (weekdays[found] ?? null)
}

/** A calendar date (ISO), read from a date or a date and time. Null where there is no such day. */
export function dateOf(value: unknown): string | null {
  const text = textOf(value, 40) ?? ''
  const iso = /^(\d{4})-(\d\d)-(\d\d)/.exec(text)
  const british = /^(\d{1,2})\/(\d{1,2})\/(\d{4})\b/.exec(text)
  const [year, month, day] = iso ? iso.slice(1) : british ? [british[3], british[2], british[1]] : []
  if (!year || !month || !day) return null
  const made = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const time = Date.parse(`${made}T00:00:00Z`)
  return Number.isNaN(time) || !new Date(time).toISOString().startsWith(made) ? null : made
}

/** The weekday of a date (ISO). */
export function weekdayOn(date: string): Weekday {
  return weekdays[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7] ?? 'MO'
}

/** A British postcode in its printed form ("B66 1JX"), found in a text or alone. */
export function postcodeOf(value: unknown): string | null {
  const text = textOf(value, 300)?.toUpperCase() ?? ''
  const found = [...text.matchAll(/\b([A-Z]{1,2}\d[A-Z\d]?) ?(\d[ABD-HJLNP-UW-Z]{2})\b/g)].at(-1)
  return found ? `${found[1]} ${found[2]}` : null
}

/**
 * A web address as we print it ("example.org/help"), https and http alike. Null for what is no public address of the web:
 * other schemes, names and passwords inside, hosts without a dot or that are numbers.
 */
export function webOf(value: unknown): string | null {
  const text = textOf(value, 500)
  if (!text || /\s/.test(text)) return null
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`
  if (!URL.canParse(whole)) return null
  const url = new URL(whole)
  if (!/^https?:$/.test(url.protocol) || url.username || url.password) return null
  if (!/\.[a-z]{2,}$/i.test(url.hostname) || url.port !== '') return null
  return `${url.hostname.replace(/^www\./, '')}${url.pathname}${url.search}`.replace(/\/$/, '')
}

/** A web address as a link. */
export function linkTo(printed: string): string {
  return `https://${printed}`
}

/** A mailbox of a role (info@, office@): those of persons are not taken. */
export function emailOf(value: unknown, roles: readonly string[]): { email: string } | { personal: true } | null {
  const text = textOf(value, 200)
    ?.toLowerCase()
    .replace(/^mailto:/, '')
  const found = text && /^([a-z0-9._%+-]+)@([a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,})$/.exec(text)
  if (!found) return null
  const role = (found[1] ?? '').replaceAll(/[._\-+\d]/g, '')
  return roles.some((one) => role === one) ? { email: text } : { personal: true }
}

/** Text without accents as the part of a slug. */
export function slugify(text: string, most = 60): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, most)
    .replaceAll(/^-+|-+$/g, '')
}
