/** What is known of how one person wrote lately. Times in epoch milliseconds, hashes as the breaker makes them. */
export type Heard = {
  /** Their last texts, the oldest first; '' for one too short to tell a loop by. */
  recent: { at: number; hash: string }[]
  /** Texts that get nothing, until when; and those to which urgent words went out in a silence. */
  silenced: Until[]
  urgentSaid: Until[]
  /** When the silence ends for what replies by itself, and for everything. */
  autoUntil: number
  floodUntil: number
}

type Until = { hash: string; until: number }

export const nothingHeard: Heard = { recent: [], silenced: [], urgentSaid: [], autoUntil: 0, floodUntil: 0 }

/** As it is stored. */
export function writeHeard({ recent, silenced, urgentSaid, autoUntil, floodUntil }: Heard): string {
  const texts = recent.map(({ at, hash }) => [at, hash])
  const ends = [silenced, urgentSaid].map((list) => list.map(({ hash, until }) => [until, hash]))
  return JSON.stringify([texts, ...ends, autoUntil, floodUntil])
}

/** What was stored; nothing where it was written in another form, by an older or a newer version. */
export function readHeard(text: string | null): Heard {
  if (text === null) return nothingHeard
  try {
    const [texts, silenced, urgentSaid, autoUntil, floodUntil] = JSON.parse(text)
    return {
      recent: texts.map(([at, hash]: Pair) => ({ at, hash })),
      silenced: silenced.map(until),
      urgentSaid: urgentSaid.map(until),
      autoUntil: Number(autoUntil),
      floodUntil: Number(floodUntil),
    }
  } catch {
    return nothingHeard
  }
}

type Pair = [number, string]
const until = ([at, hash]: Pair): Until => ({ until: at, hash })

/** What two places know of one person, each text once. */
export function together(one: Heard, other: Heard): Heard {
  const recent = [...one.recent, ...other.recent.filter((text) => !one.recent.some((known) => isSame(known, text)))]
  return {
    recent: recent.sort((a, b) => a.at - b.at),
    silenced: [...one.silenced, ...other.silenced],
    urgentSaid: [...one.urgentSaid, ...other.urgentSaid],
    autoUntil: Math.max(one.autoUntil, other.autoUntil),
    floodUntil: Math.max(one.floodUntil, other.floodUntil),
  }
}

function isSame(one: Heard['recent'][number], other: Heard['recent'][number]): boolean {
  return one.at === other.at && one.hash === other.hash
}
