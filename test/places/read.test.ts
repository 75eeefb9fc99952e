import { describe, expect, test } from 'vitest'
import type { PlaceReading } from '../../src/places/index.ts'
import { places } from './sandwell.ts'

/** "B66 1 (postcode, smethwick)"; several as "a | b"; elsewhere as "(…, outside)". */
function said(reading: PlaceReading | null): string {
  if (!reading) return '-'
  if ('ambiguous' in reading) return reading.ambiguous.map(said).join(' | ')
  const where = reading.inArea ? (reading.town ?? 'somewhere') : 'outside'
  return `${reading.value} (${reading.kind}, ${where})`
}

const table = (rows: Record<string, string>) =>
  test.each(Object.entries(rows))('%s', (text, meaning) => expect(said(places.read(text))).toBe(meaning))

describe('postcodes in any spelling are cut down to the sector', () => {
  table({
    b661jx: 'B66 1 (postcode, smethwick)',
    'B66 1JX': 'B66 1 (postcode, smethwick)',
    'b 66 1jx': 'B66 1 (postcode, smethwick)',
    'b6 6 1jx': 'B66 1 (postcode, smethwick)',
    'B66-1JX': 'B66 1 (postcode, smethwick)',
    'b 6 6 1 j x': 'B66 1 (postcode, smethwick)',
    'im at b66 1jx pls help': 'B66 1 (postcode, smethwick)',
    'my address is 12 high street tipton dy4 9aa': 'DY4 9 (postcode, tipton)',
    'Ｂ６６ １ＪＸ': 'B66 1 (postcode, smethwick)',
    'im at b 66 1jx tonight': 'B66 1 (postcode, smethwick)',
    'se 1 2 up': '-',
    'London WC2N 6EZ': 'WC2N 6 (postcode, outside)',
    'B66 9ZZ': 'B66 (outcode, smethwick)',
    'ZZ9 9ZZ': '-',
  })
})

describe('O for 0 and I for 1', () => {
  table({
    'B7O 8LU': 'B70 8 (postcode, west-bromwich)',
    'DY4 OAA': 'DY4 0 (postcode, tipton)',
    'B66 IJX': 'B66 1 (postcode, smethwick)',
    'in b7o': 'B70 (outcode, west-bromwich)',
    'WS1O OAA': 'WS10 0 (postcode, wednesbury)',
    WS1O: 'WS10 (outcode, wednesbury)',
    bio: '-',
  })
})

describe('sectors and districts', () => {
  table({
    'B66 1': 'B66 1 (sector, smethwick)',
    b661: 'B66 1 (sector, smethwick)',
    'im in B66 1 and need help': 'B66 1 (sector, smethwick)',
    b66: 'B66 (outcode, smethwick)',
    DY4: 'DY4 (outcode, tipton)',
    'dy 4': 'DY4 (outcode, tipton)',
    'my postcode is b70': 'B70 (outcode, west-bromwich)',
    'need someone to talk to b66': 'B66 (outcode, smethwick)',
    'b66 2 kids': 'B66 (outcode, smethwick)',
    'b70 3 years now': 'B70 (outcode, west-bromwich)',
    'b66 2nd floor': 'B66 (outcode, smethwick)',
  })
})

describe('the area ends where a majority of the postcodes does', () => {
  table({
    B16: 'B16 (outcode, outside)',
    WS10: 'WS10 (outcode, wednesbury)',
    'WS10 8': 'WS10 8 (sector, outside)',
    WS5: 'WS5 (outcode, outside)',
    'WS5 4': 'WS5 4 (sector, west-bromwich)',
    B43: 'B43 (outcode, west-bromwich)',
    'B43 7': 'B43 7 (sector, outside)',
  })
})

describe('codes that look like words are places only where a place is named', () => {
  table({
    e10: 'E10 (outcode, outside)',
    'im in e10': 'E10 (outcode, outside)',
    '2 e10': '-',
    'need a meeting in W2': 'W2 (outcode, outside)',
    'w2 me': '-',
    'from se1': 'SE1 (outcode, outside)',
    b12: 'B12 (outcode, outside)',
    'im in b12': 'B12 (outcode, outside)',
    'i take b12 every day': '-',
    'vitamin b12 in b12': '-',
    'ive been on it since b4': '-',
    'different from b4': '-',
    'n1 mate': '-',
    'can i talk 2 s1': '-',
    'dont tell ne1': '-',
    'near m5': '-',
    'where do you live m8': '-',
    'live on b12 tablets': '-',
    'my postcode is n1': 'N1 (outcode, outside)',
    'i live in m5': 'M5 (outcode, outside)',
    'stuck on the m25': '-',
    'sectioned s136 last week': '-',
    'will b 66 next year': '-',
    'no1 cares': '-',
    'be 12 step': '-',
    mdma: '-',
    wd40: '-',
  })
})

describe('towns, neighbourhoods and what people call them', () => {
  table({
    Tipton: 'tipton (town, tipton)',
    'im in west brom': 'west-bromwich (town, west-bromwich)',
    wbrom: 'west-bromwich (town, west-bromwich)',
    WestBromwich: 'west-bromwich (town, west-bromwich)',
    Rowley: 'rowley-regis (town, rowley-regis)',
    blackheath: 'blackheath (neighbourhood, rowley-regis)',
    cradley: 'cradley-heath (neighbourhood, rowley-regis)',
    langley: 'langley (neighbourhood, oldbury)',
    'great barr': 'great-barr (neighbourhood, west-bromwich)',
    'ਸਮੈਥਿਕ ਵਿੱਚ': 'smethwick (town, smethwick)',
    'ਮੈਂ ਟਿਪਟਨ ਵਿੱਚ ਰਹਿੰਦਾ ਹਾਂ': 'tipton (town, tipton)',
    ਓਲਡਬਰੀ: 'oldbury (town, oldbury)',
    'ਵੈਸਟ ਬ੍ਰੋਮਿਚ': 'west-bromwich (town, west-bromwich)',
    'main tipton vich rehnda': 'tipton (town, tipton)',
    'mainu b66 vich madad chahidi': 'B66 (outcode, smethwick)',
    sandwell: 'sandwell (town, somewhere)',
    'im in dudley': 'dudley (town, outside)',
    'from wolves': 'wolverhampton (town, outside)',
    'west bromwich road, birmingham': 'birmingham (town, outside)',
    'birmingham road': '-',
  })
})

describe('misspelt names', () => {
  table({
    smethick: 'smethwick (town, smethwick)',
    smethwcik: 'smethwick (town, smethwick)',
    tiptn: 'tipton (town, tipton)',
    oldburry: 'oldbury (town, oldbury)',
    wensbury: 'wednesbury (town, wednesbury)',
    'west bromwhich': 'west-bromwich (town, west-bromwich)',
    'cradly heath': 'cradley-heath (neighbourhood, rowley-regis)',
    'rowely regis': 'rowley-regis (town, rowley-regis)',
    'blakheath is home': 'blackheath (neighbourhood, rowley-regis)',
    wolverhamptn: 'wolverhampton (town, outside)',
  })
})

describe('ordinary words are no places', () => {
  table({
    'hold still': '-',
    'tip ton': '-',
    'lately ive been drinking': '-',
    bus: '-',
    smith: '-',
    'over the old hill': '-',
    'hill top of my problems': '-',
    'sat under a yew tree': '-',
    'yew tree estate': 'yew-tree (neighbourhood, west-bromwich)',
    'i live in old hill': 'old-hill (neighbourhood, rowley-regis)',
    'need help old hill': 'old-hill (neighbourhood, rowley-regis)',
    'a great bar in town': '-',
    cradle: '-',
    'wolves won': '-',
    tiptoe: '-',
    '': '-',
    '💊': '-',
  })
})

describe('a name in two towns', () => {
  const asked = 'hill-top (neighbourhood, west-bromwich) | hill-top (neighbourhood, wednesbury)'
  table({
    'hill top': asked,
    'hill top tipton': `${asked} | tipton (town, tipton)`,
    'hill top wednesbury': 'hill-top (neighbourhood, wednesbury)',
    'hill top b70': 'hill-top (neighbourhood, west-bromwich)',
    warley: 'warley (neighbourhood, oldbury) | warley (neighbourhood, smethwick)',
    'warley b68': 'warley (neighbourhood, oldbury)',
    'warley in smethwick': 'warley (neighbourhood, smethwick)',
  })
})

describe('several places in one message', () => {
  const both = 'tipton (town, tipton) | west-bromwich (town, west-bromwich)'
  table({
    'im in tipton dy4 7aa': 'DY4 7 (postcode, tipton)',
    'need help tipton my postcode is dy4 7aa': 'DY4 7 (postcode, tipton)',
    'b66 1jx tipton': 'B66 1 (postcode, smethwick)',
    'bearwood, smethwick': 'bearwood (neighbourhood, smethwick)',
    'great barr birmingham': 'great-barr (neighbourhood, west-bromwich)',
    'smethwick, birmingham': 'smethwick (town, smethwick)',
    'handsworth in birmingham': 'handsworth (town, outside)',
    'smethwick or birmingham': 'smethwick (town, smethwick) | birmingham (town, outside)',
    'live in smethwick, need help in birmingham': 'birmingham (town, outside)',
    'tividale oldbury': 'tividale (neighbourhood, rowley-regis)',
    'oldbury, blackheath': 'oldbury (town, oldbury) | blackheath (neighbourhood, rowley-regis)',
    'b66 1jx or tipton': 'B66 1 (postcode, smethwick) | tipton (town, tipton)',
    'tipton tipton': 'tipton (town, tipton)',
    'tipton, sandwell': 'tipton (town, tipton)',
    'i live in sandwell not dudley': 'sandwell (town, somewhere)',
    'i live in tipton but want something in west brom': 'west-bromwich (town, west-bromwich)',
    'want something near west brom i live in tipton': 'west-bromwich (town, west-bromwich)',
    'i live in tipton near west brom': both,
    'tipton or west brom': both,
    'need help in tipton or west brom': both,
    'i live in tipton, mom lives in b66': 'tipton (town, tipton) | B66 (outcode, smethwick)',
    'i used to live in london now in oldbury': 'oldbury (town, oldbury)',
    'moved from london to tipton': 'tipton (town, tipton)',
    'was in rehab in birmingham, back in smethwick': 'smethwick (town, smethwick)',
    'not in tipton': 'tipton (town, tipton)',
    'not tipton, west brom': 'west-bromwich (town, west-bromwich)',
    'not in tipton or smethwick. oldbury is ok': 'oldbury (town, oldbury)',
    'i dont live in tipton i live in oldbury': 'oldbury (town, oldbury)',
    'i live on birmingham road west brom': 'west-bromwich (town, west-bromwich)',
    'ਓਲਡਬਰੀ ਜਾਂ ਟਿਪਟਨ': 'oldbury (town, oldbury) | tipton (town, tipton)',
  })

  test('no more than five are offered', () => {
    const reading = places.read('tipton, oldbury, smethwick, wednesbury, blackheath, langley, tividale, dudley')
    expect(reading && 'ambiguous' in reading && reading.ambiguous).toHaveLength(5)
  })
})
