import { describe, expect, test } from 'vitest'
import type { KeptSignal } from '../../src/safety/index.ts'
import { compileSignals } from '../../src/safety/index.ts'
import { sandwell } from '../sandwell.ts'

/** Texts one after another, so many minutes apart: the kind of danger that the last one is, with those before it. */
function saidInTurn(texts: readonly string[], minutes = 1) {
  let signals: KeptSignal[] = []
  let last: ReturnType<typeof sandwell.weigh>['danger'] = null
  texts.forEach((text, turn) => {
    const weighed = sandwell.weigh(signals, sandwell.screen(text), turn * minutes * 60_000)
    signals = weighed.signals
    last = weighed.danger
  })
  return { danger: last as ReturnType<typeof sandwell.weigh>['danger'], signals }
}

describe('half said in one text and half in the next', () => {
  test.each([
    [['cant do this', 'anymore'], 'suicide'],
    [['i cant', 'any more'], 'suicide'],
    [['anymore', 'cant do this'], 'suicide'],
    [['i just want', 'to be dead'], 'suicide'],
    [['i wish', 'i was with my mum', 'to be dead'], 'suicide'],
    [['thinking about', 'going to sleep', 'to disappear'], 'suicide'],
    [['i hate my life', 'ok', 'goodbye'], 'suicide'],
    [['im so lonely', 'by the canal'], 'suicide'],
    [['i stopped drinking on tuesday', 'sweating and shaking'], 'withdrawal'],
    [['came off diazepam', 'sweating loads'], 'withdrawal'],
    [['he took something', 'he looks grey'], 'overdose'],
    [['im scared', 'hes here'], 'violence'],
  ])('%j: %s', (texts, kind) => {
    expect(saidInTurn(texts).danger).toMatchObject({ kind, level: 'now' })
  })
  test('either half alone is nothing', () => {
    for (const text of ['anymore', 'i wish', 'by the canal', 'sweating and shaking', 'he took something'])
      expect(sandwell.screen(text).danger, text).toBeNull()
    expect(sandwell.screen('cant do this').danger?.level).toBe('gentle')
  })
  test('"dont want to" and "be here" are two halves of one', () => {
    expect(saidInTurn(['i dont want to', 'be here']).danger).toMatchObject({ kind: 'suicide', level: 'now' })
  })
})

/** As people text them: two halves, which alone are no emergency, and the kind they make together. */
const halves: Record<string, [first: string, second: string, kind: string][]> = {
  'pa-Latn': [
    ['nahi hunda', 'hor nahi', 'suicide'],
    ['main chaundi haan', 'gayab ho jawan', 'suicide'],
    ['main kalla haan', 'mere kol goliyan ne', 'suicide'],
    ['daru chhad ditti', 'hath kamb rahe', 'withdrawal'],
    ['ohne kujh kha leya', 'thanda pai gaya', 'overdose'],
    ['mainu bahut darr lag reha', 'oh bahar aa gaya', 'violence'],
  ],
  pa: [
    ['ਮੇਰੇ ਤੋਂ ਨਹੀਂ ਹੁੰਦਾ', 'ਹੁਣ ਹੋਰ ਨਹੀਂ', 'suicide'],
    ['ਮੈਂ ਚਾਹੁੰਦਾ ਹਾਂ', 'ਗਾਇਬ ਹੋ ਜਾਵਾਂ', 'suicide'],
    ['ਮੈਂ ਕੱਲਾ ਹਾਂ', 'ਮੇਰੇ ਕੋਲ ਗੋਲੀਆਂ ਹਨ', 'suicide'],
    ['ਸ਼ਰਾਬ ਛੱਡ ਦਿੱਤੀ', 'ਪਸੀਨਾ ਆ ਰਿਹਾ', 'withdrawal'],
    ['ਮੈਨੂੰ ਡਰ ਲੱਗਦਾ', 'ਉਹ ਬਾਹਰ ਹੈ', 'violence'],
  ],
  'ur-Latn': [
    ['nahi hota', 'ab nahi', 'suicide'],
    ['aur nahi', 'main nahi kar sakta', 'suicide'],
    ['main chahti hun', 'khatam ho jaun', 'suicide'],
    ['main bilkul akela hun', 'goliyan hain mere paas', 'suicide'],
    ['sharab chhor di', 'haath kaanp rahe', 'withdrawal'],
    ['maine kuch kha liya', 'chakkar aa rahe hain', 'overdose'],
    ['mujhe dar lag raha hai', 'wo aa gaya', 'violence'],
  ],
  ur: [
    ['یہ نہیں ہو رہا', 'اب اور نہیں', 'suicide'],
    ['میں چاہتی ہوں', 'غائب ہو جاؤں', 'suicide'],
    ['میں بالکل اکیلا ہوں', 'میرے پاس گولیاں ہیں', 'suicide'],
    ['شراب چھوڑ دی', 'ہاتھ کانپ رہے ہیں', 'withdrawal'],
    ['مجھے ڈر لگ رہا ہے', 'وہ آ گیا', 'violence'],
  ],
  'hi-Latn': [
    ['nahi ho pa raha', 'bas ab aur nahi', 'suicide'],
    ['mann karta hai', 'gayab ho jau', 'suicide'],
    ['main akeli pad gayi', 'mere paas goliya hai', 'suicide'],
    ['daru chhod di', 'pasina aa raha', 'withdrawal'],
    ['bahut dar lag raha hai', 'pati ghar aa gaya', 'violence'],
  ],
  hi: [
    ['यह नहीं हो रहा', 'अब और नहीं', 'suicide'],
    ['मैं चाहती हूं', 'गायब हो जाऊं', 'suicide'],
    ['मैं अकेला हूं', 'मेरे पास गोलियां हैं', 'suicide'],
    ['शराब छोड दी', 'हाथ कांप रहे', 'withdrawal'],
    ['मुझे डर लग रहा है', 'वो आ गया', 'violence'],
  ],
  'bn-Latn': [
    ['ami parchi na', 'ar na', 'suicide'],
    ['amar iccha kore', 'hariye jai', 'suicide'],
    ['ami khub eka', 'amar kache tablet ache', 'suicide'],
    ['mod chere disi', 'hat kape', 'withdrawal'],
    ['amar bhoy lagtese', 'jamai eshe gese', 'violence'],
  ],
  bn: [
    ['আমি পারছি না', 'আর না', 'suicide'],
    ['আমার ইচ্ছা করে', 'হারিয়ে যাই', 'suicide'],
    ['আমি একা', 'আমার কাছে ট্যাবলেট আছে', 'suicide'],
    ['মদ ছেড়ে দিয়েছি', 'হাত কাঁপছে', 'withdrawal'],
    ['আমার ভয় লাগছে', 'সে এসে গেছে', 'violence'],
  ],
  pl: [
    ['nie daje rady', 'juz wiecej nie', 'suicide'],
    ['juz nie', 'nie mam sily', 'suicide'],
    ['chce tylko', 'zniknac', 'suicide'],
    ['jestem sama', 'mam tabletki', 'suicide'],
    ['przestalem pic w sobote', 'rece mi sie trzesa', 'withdrawal'],
    ['on cos wzial', 'jest caly zimny', 'overdose'],
    ['boje sie', 'on jest pod drzwiami', 'violence'],
  ],
  ro: [
    ['nu mai fac fata', 'ajunge', 'suicide'],
    ['as vrea', 'sa dispar', 'suicide'],
    ['sunt asa de singura', 'am pastilele', 'suicide'],
    ['m-am lasat de baut', 'imi tremura mainile', 'withdrawal'],
    ['a luat ceva', 'e rece', 'overdose'],
    ['mi-e frica', 'el e la usa', 'violence'],
  ],
  fr: [
    ['je peux plus', 'plus jamais', 'suicide'],
    ['je voudrais juste', 'disparaitre', 'suicide'],
    ['je suis seule', 'jai les cachets', 'suicide'],
    ['jai arrete lalcool lundi', 'mes mains tremblent', 'withdrawal'],
    ['il a pris un truc', 'il est tout froid', 'overdose'],
    ['jai peur', 'il revient', 'violence'],
  ],
  'ar-Latn': [
    ['ma3ad ader', 'khalas ta3ebt', 'suicide'],
    ['bas bdi', 'nam w ma es7a', 'suicide'],
    ['ana la7ali', 'ma3i shafra', 'suicide'],
    ['battalt el shorb', '3am bert3esh', 'withdrawal'],
    ['ana khayfe kteer', 'jozi eja', 'violence'],
  ],
  ar: [
    ['مش قادر', 'كفاية', 'suicide'],
    ['بس بدي', 'اختفي', 'suicide'],
    ['انا لحالي', 'معي شفرة', 'suicide'],
    ['بطلت الشرب', 'عم برجف', 'withdrawal'],
    ['انا خايفة كتير', 'هو عالباب', 'violence'],
  ],
  so: [
    ['ma awoodo', 'mar dambe', 'suicide'],
    ['waxaan rabaa', 'inaan la waayo', 'suicide'],
    ['waan kaligay ahay', 'kaniiniyo baan haystaa', 'suicide'],
    ['khamriga waan joojiyay', 'waan dhididayaa', 'withdrawal'],
    ['aad baan u baqayaa', 'wuu yimid', 'violence'],
  ],
  'two languages': [
    ['cant do this', 'hor nahi', 'suicide'],
    ['nahi hota', 'anymore', 'suicide'],
    ['i cant', 'juz nie', 'suicide'],
    ['je peux plus', 'no more', 'suicide'],
    ['nu mai fac fata', 'any more', 'suicide'],
    ['i wish', 'gayab ho jau', 'suicide'],
    ['im so lonely', 'mere kol goliyan ne', 'suicide'],
    ['i stopped drinking on tuesday', 'hath kamb rahe', 'withdrawal'],
    ['im scared', 'wo aa gaya', 'violence'],
  ],
}

describe.each(Object.entries(halves))('%s: two halves of a danger', (_, pairs) => {
  test.each(pairs)('%s, %s: %s', (first, second, kind) => {
    expect(saidInTurn([first, second]).danger).toMatchObject({ kind, level: 'now' })
    for (const half of [first, second]) expect(sandwell.screen(half).danger?.level, half).not.toBe('now')
  })
})

describe('signs that grow', () => {
  test('low, and low, and low again within minutes is more than low', () => {
    const texts = ['i hate my life', 'ive been crying all day', 'i give up']
    expect(saidInTurn(texts.slice(0, 2), 4).danger?.level).toBe('gentle')
    expect(saidInTurn(texts, 4).danger).toMatchObject({ kind: 'suicide', level: 'now' })
  })
  test('the same over an afternoon is not', () => {
    expect(saidInTurn(['i hate my life', 'ive been crying all day', 'i give up'], 25).danger?.level).toBe('gentle')
  })
  test('a bereavement told in three texts is answered gently', () => {
    const texts = ['my brother took his own life', 'he died last year', 'i lost my friend to suicide too']
    expect(saidInTurn(texts).danger?.level).toBe('gentle')
  })
})

describe('ordinary talk', () => {
  test.each([
    [['i want help', 'sorry', 'for my son', 'b70']],
    [['cant do tuesdays', 'any more meetings?', 'tipton']],
    [['i want to stop drinking', 'for me', 'west bromwich', 'ok bye']],
    [['no more', 'more', 'menu']],
    [['my son has pills in his room', 'he is 19', 'dudley']],
    [['im scared of meetings', 'im coming on monday']],
    [['what is this', 'i cant read well', 'menu']],
    [['hor nahi', 'sat sri akal', 'mera puttar 19 saal da hai', 'menu']],
    [['main madad chaundi haan', 'apne puttar layi', 'b66']],
    [['nahi chahiye', 'shukriya', 'khuda hafiz']],
    [['main peena chhorna chahta hun', 'ab nahi', 'kal baat karte hain']],
    [['mujhe likhna nahi aata', 'call karo', 'shukriya']],
    [['namaste', 'mere bete ke liye', 'accha', 'dhanyavaad']],
    [['ami lekha porte pari na', 'phone koren', 'dhonnobad']],
    [['nie moge w poniedzialek', 'wtorek', 'dziekuje']],
    [['chce przestac pic', 'juz nie pije od wczoraj', 'tipton']],
    [['nu pot marti', 'miercuri', 'multumesc']],
    [['je peux pas mardi', 'plus tard', 'merci']],
    [['je veux', 'un groupe', 'merci au revoir']],
    [['bdi mosa3ade', 'la ebni', 'shukran']],
    [['ما بعرف اقرا', 'اتصلوا', 'شكرا']],
    [['waxaan rabaa', 'caawimaad', 'mahadsanid']],
  ])('%j', (texts) => {
    expect(saidInTurn(texts).danger).toBeNull()
  })
})

test('a signal fades: what was said hours ago is not put together with now', () => {
  expect(saidInTurn(['cant do this', 'anymore'], 59).danger).not.toBeNull()
  expect(saidInTurn(['cant do this', 'anymore'], 61).danger).toBeNull()
})

test('a danger that was answered leaves nothing behind', () => {
  expect(saidInTurn(['cant do this', 'anymore']).signals).toEqual([])
  expect(saidInTurn(['cant do this', 'i want to die', 'anymore']).danger).toBeNull()
})

test('keeps names, never words', () => {
  const { signals } = saidInTurn(['cant do this'])
  expect(signals).toEqual([
    { name: 'cannot', who: 'self', at: 0 },
    { name: 'low', who: 'self', at: 0 },
  ])
})

test('a signal no lexicon knows is refused', () => {
  const file = { fades_minutes: 60, together: [], growing: [{ of: ['lwo'], count: 2, kind: 'suicide' as const }] }
  expect(() => compileSignals(file, new Set(['low']))).toThrow(/lwo/)
})
