import { type Ground, milesBetween, type Point } from '../../places/index.ts'
import type { Draft, Flag } from './draft.ts'
import type { ImportFacts } from './facts.ts'
import { postcodeOf, textOf } from './values.ts'

/** A place as a feed has it; any of it may be missing or wrong. */
export type Claim = {
  address: string | null
  postcode: string | null
  lat: number | null
  lon: number | null
  /** The town it says it is in; it is only asked where nothing better says where that is. */
  town: string | null
  /** The feed says that the address is a town or a country rather than a door. */
  approximate: boolean
}

export type Found = {
  location: NonNullable<Draft['service']['locations']>[number] | null
  inArea: boolean
  flags: Flag[]
}

/** A point farther than this from the centre of its own postcode's sector is not where the postcode is. */
const believable = 10

/**
 * Where a row is. The postcode is believed before the point, for points are guessed from addresses by machines: one in the
 * middle of the country or far from the row's own postcode is dropped. An approximate address is no door to walk in by.
 */
export function placeOf(claim: Claim, ground: Ground, facts: ImportFacts): Found {
  const flags: Flag[] = []
  const postcode = claim.postcode && postcodeOf(claim.postcode)
  const byCode = postcode ? ground.ofPostcode(postcode) : null
  const district = postcode ? null : outcodeOf(claim.postcode)
  const claimed = pointOf(claim)
  let point = claimed
  if (claimed && byCode && milesBetween(claimed, byCode.point) > believable) point = null
  else if (claimed && !byCode && (isNowhere(claimed, facts) || isSwapped(claimed, ground))) point = null
  if (claimed && !point) flags.push('place_not_believed')
  const sure = byCode ?? (point && ground.ofPoint(point))
  const rough =
    sure || point ? null : ((district ? ground.ofPostcode(district) : null) ?? ground.ofTown(claim.town ?? ''))
  if (rough) flags.push('place_rough')
  const spot = sure ?? rough
  if (!spot && !point && !claim.address) return { location: null, inArea: false, flags: [...flags, 'place_unknown'] }
  if (claim.approximate) flags.push('address_approximate')
  if (!spot && !point) flags.push('place_unknown')
  // What is only roughly known, or meant to be, is no finer than its postcode's sector.
  const at = claim.approximate ? (byCode?.point ?? point) : (point ?? byCode?.point)
  const address = claim.approximate ? null : claim.address && textOf(claim.address)
  return {
    location: {
      address: address ?? '',
      ...(byCode && postcode && !claim.approximate ? { postcode } : {}),
      ...(spot?.town ? { town: spot.town } : {}),
      ...(at ? { lat: round(at.lat), lon: round(at.lon) } : {}),
    },
    inArea: spot?.inArea ?? false,
    flags,
  }
}

/** An address without what is said elsewhere in the record: its postcode and its country. */
export function withoutPostcode(address: string): string {
  const code = postcodeOf(address)
  const plain = code ? address.replace(new RegExp(code.replace(' ', ' ?'), 'i'), ' ') : address
  return plain
    .replace(/,?\s*(UK|GB|United Kingdom|Great Britain|England)\s*[.,]*\s*$/i, '')
    .replaceAll(/(\s*,\s*)+/g, ', ')
    .replaceAll(/^[\s,]+|[\s,]+$/g, '')
}

function pointOf({ lat, lon }: Claim): Point | null {
  return lat === null || lon === null || Math.abs(lat) > 90 || Math.abs(lon) > 180 ? null : { lat, lon }
}

/** "B66", where no more of a postcode is written. */
function outcodeOf(text: string | null): string | null {
  const plain = text?.trim().toUpperCase() ?? ''
  return /^[A-Z]{1,2}\d[A-Z\d]?$/.test(plain) ? plain : null
}

/** Latitude and longitude in each other's place: out at sea as they stand, in Great Britain the other way round. */
function isSwapped({ lat, lon }: Point, ground: Ground): boolean {
  if (ground.ofPoint({ lat, lon }) || Math.abs(lon) > 90) return false
  return ground.ofPoint({ lat: lon, lon: lat }) !== null
}

/** The last part of an address that has no postcode and no country: "1 Made Up Road, Tipton". */
export function townIn(address: unknown): string | null {
  const text = textOf(address, 300)
  return text ? (withoutPostcode(text).split(',').at(-1)?.trim() ?? null) : null
}

/** A country that is said, and is not one of ours. */
export function isAbroad(country: unknown): boolean {
  const plain = textOf(country, 60)?.toLowerCase() ?? ''
  return (
    plain !== '' &&
    !/^(gb|gbr|uk|u\.k\.|united kingdom|great britain|england|scotland|wales|northern ireland)$/.test(plain)
  )
}

function isNowhere(point: Point, { nowhere }: ImportFacts): boolean {
  return nowhere.some((one) => milesBetween(point, one) <= one.miles)
}

/** Five decimal places: a metre. */
function round(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5
}
