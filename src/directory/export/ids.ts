import { v5 } from 'uuid'

/** Everything that Open Referral UK knows by an id has a UUID made of ours, so that it stays the same from day to day. */
const namespace = 'f1a9e7c2-58c3-5d0a-8c1f-0a9d2f6e4b37'

export function uuidOf(kind: string, id: string): string {
  return v5(`${kind}:${id}`, namespace)
}
