import type { Request } from 'express'
import { dateOf, weekdayOf } from '../../directory/import/values.ts'
import type { Weekday } from '../../directory/service.ts'

/** A parameter that makes no sense; the message names it and says what would. */
export class BadQuery extends Error {}

/**
 * A parameter of the query; null where it is not there or empty.
 * @throws BadQuery where it stands there twice, or is a list or a map
 */
export function textIn(request: Request, name: string): string | null {
  const value = request.query[name]
  if (value === undefined) return null
  if (typeof value !== 'string') throw new BadQuery(`${name} is given once, as text`)
  return value.trim() === '' ? null : value.trim().slice(0, 200)
}

/** @throws BadQuery where it is no number of digits from `least` up */
export function numberIn(request: Request, name: string, least: number): number | null {
  const text = textIn(request, name)
  if (text === null) return null
  if (!/^\d{1,7}$/.test(text) || Number(text) < least) throw new BadQuery(`${name} is a whole number from ${least}`)
  return Number(text)
}

/** @throws BadQuery where it is neither true nor false */
export function flagIn(request: Request, name: string): boolean | null {
  const text = textIn(request, name)
  if (text === null) return null
  if (text !== 'true' && text !== 'false') throw new BadQuery(`${name} is true or false`)
  return text === 'true'
}

/** The day (ISO) of a moment. @throws BadQuery where it is no date, nor a date and a time (ISO 8601) */
export function momentIn(request: Request, name: string): string | null {
  const text = textIn(request, name)
  if (text === null) return null
  const day = /^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[ +-]\d\d:?\d\d)?)?$/.test(text) ? dateOf(text) : null
  if (day === null) throw new BadQuery(`${name} is a date, or a date and a time, as 2026-11-22T09:30:00Z`)
  return day
}

/** @throws BadQuery where it is no day of the week, in full or as RFC 5545 has it */
export function dayIn(request: Request, name: string): Weekday | null {
  const text = textIn(request, name)
  const day = text === null ? null : weekdayOf(text)
  if (text !== null && day === null) throw new BadQuery(`${name} is one of MO, TU, WE, TH, FR, SA, SU, or its name`)
  return day
}

/** In minutes after midnight. @throws BadQuery where it is no time of the day */
export function timeIn(request: Request, name: string): number | null {
  const text = textIn(request, name)
  if (text === null) return null
  const [, hour, minute] = /^(\d\d):(\d\d)(?::00)?$/.exec(text) ?? []
  const time = Number(hour) * 60 + Number(minute)
  if (!(time <= 1440) || Number(minute) > 59) throw new BadQuery(`${name} is a time of the day, as 09:30`)
  return time
}
