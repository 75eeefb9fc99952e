import { sandwell } from '../../sandwell.ts'
import { figuresOf, type Row } from '../row.ts'

/** Of 160 characters each: plain words, words about drink, and a danger. */
const texts = [
  'hi there i was wondering if you could tell me what is on in the town hall this weekend and whether the library opens on sunday morning or only in the afternoons',
  'my husband drinks every night and i dont know what to do any more he shouts at the kids and i am so tired of it please can someone tell me where to go in tipton',
  'im sat here on my own with the bottle and i dont see the point of any of it any more i think i want to die and nobody would notice if i was not here tomorrow ok',
].map((text) => text.slice(0, 160))

export async function measure(): Promise<Row[]> {
  const times: number[] = []
  for (let n = 0; n < 30_000; n++) {
    const text = texts[n % texts.length] as string
    const began = performance.now()
    sandwell.screen(text)
    if (n >= 5000) times.push(performance.now() - began)
  }
  return [{ name: 'screening 160 characters', ours: figuresOf(times), aim: { at: 'most', value: 30, of: 'p50' } }]
}
