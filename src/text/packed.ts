/** Reads a map laid down by `PackedMaps`, by its place: the value of a key, -1 where there is none. */
export type Get = (place: number, key: number) => number

/**
 * Many small maps from numbers to numbers (none below 0), one behind another in one flat array: hundreds of thousands of
 * keys take a few megabytes, and finding one is a look or two at memory.
 */
export class PackedMaps {
  /** Of each map its mask, then each key and its value side by side. */
  private readonly pieces: Int32Array[] = []
  private size = 0

  /** Lays down a map (key, value, key, value...); gives its place. */
  put(map: readonly number[]): number {
    const room = 2 ** Math.ceil(Math.log2(map.length * 0.75 + 1))
    const piece = new Int32Array(1 + 2 * room).fill(-1)
    piece[0] = room - 1
    for (let one = 0; one < map.length; one += 2) {
      const key = map[one] as number
      let at = spot(key) & (room - 1)
      while (piece[1 + 2 * at] !== -1) at = (at + 1) & (room - 1)
      piece[1 + 2 * at] = key
      piece[2 + 2 * at] = map[one + 1] as number
    }
    const place = this.size
    this.pieces.push(piece)
    this.size += piece.length
    return place
  }

  finish(): Get {
    const all = new Int32Array(this.size)
    let size = 0
    for (const piece of this.pieces) {
      all.set(piece, size)
      size += piece.length
    }
    return (place, key) => {
      const mask = all[place] as number
      for (let at = spot(key) & mask; ; at = (at + 1) & mask) {
        const found = all[place + 1 + 2 * at]
        if (found === key) return all[place + 2 + 2 * at] as number
        if (found === -1) return -1
      }
    }
  }
}

/** Keys that stand together stay together, eight by eight: they are asked for together, and memory comes in such pieces. */
function spot(key: number): number {
  return ((Math.imul(key >> 3, 0x9e3779b1) >>> 12) << 3) | (key & 7)
}
