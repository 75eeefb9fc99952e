import fc from 'fast-check'

/** A text of a conversation; `again`: the provider brings it a second time, meanwhile or afterwards. */
export type Text = { says: 'hello' | 'a job' | 'forget'; again: 'no' | 'meanwhile' | 'afterwards' }

/** One text, two in one breath, or two of which the second is brought first. */
export type Step = { how: 'one' | 'burst' | 'swapped'; texts: Text[] }

const text: fc.Arbitrary<Text> = fc.record({
  says: fc.oneof(
    { weight: 76, arbitrary: fc.constant('hello' as const) },
    { weight: 22, arbitrary: fc.constant('a job' as const) },
    { weight: 2, arbitrary: fc.constant('forget' as const) },
  ),
  again: fc.oneof(
    { weight: 90, arbitrary: fc.constant('no' as const) },
    { weight: 5, arbitrary: fc.constant('meanwhile' as const) },
    { weight: 5, arbitrary: fc.constant('afterwards' as const) },
  ),
})

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 75, arbitrary: text.map((one) => ({ how: 'one' as const, texts: [one] })) },
  { weight: 20, arbitrary: fc.tuple(text, text).map((texts) => ({ how: 'burst' as const, texts })) },
  { weight: 5, arbitrary: fc.tuple(text, text).map((texts) => ({ how: 'swapped' as const, texts })) },
)

/** What people do, the same for the same seed. */
export function conversations(count: number, seed: number): Step[][] {
  return fc.sample(fc.array(step, { minLength: 1, maxLength: 5, size: 'max' }), { numRuns: count, seed })
}
