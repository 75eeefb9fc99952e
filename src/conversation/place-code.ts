import type { Place } from '../places/place.ts'

/** A place as one short string, for a choice's value and a session's page. */
export function encodePlace(place: Place): string {
  return [place.kind, place.value, place.town ?? '', place.inArea ? 'in' : 'out'].join('|')
}

/** The place back; null where the string is not one of ours. */
export function decodePlace(code: string): Place | null {
  const [kind, value, town, where] = code.split('|')
  if (!value || !where || !kind || !isKind(kind)) return null
  return { kind, value, inArea: where === 'in', ...(town ? { town } : {}) }
}

function isKind(kind: string): kind is Place['kind'] {
  return ['postcode', 'sector', 'outcode', 'town', 'neighbourhood'].includes(kind)
}
