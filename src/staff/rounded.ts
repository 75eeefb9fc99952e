/** Counts below this are not told apart: one person might be known by them (rules 6, "Analytics"). */
const smallest = 5

/** How often something happened: `few` (fewer than five, perhaps never), or rounded to the nearest five. */
export type Rounded = 'few' | number

export function rounded(count: number): Rounded {
  return count < smallest ? 'few' : Math.round(count / 5) * 5
}
