import { compileShort } from '../../src/safety/longhand.ts'
import { crisisKinds } from '../../src/taxonomy.ts'
import { tokenise } from '../../src/text/index.ts'
import { corpora, languageOf, readCorpus, readLexicons } from './files.ts'
import type { Example } from './learning.ts'

/** Every labelled message that may be learnt from, in the order of the files: none of a blind set. */
export function examples(): Example[] {
  const longhand = compileShort(readLexicons())
  return corpora().flatMap((name) =>
    readCorpus(name).map(({ text, kind, level, who }) => ({
      tokens: longhand.tokens(tokenise(text)),
      level: level as Example['level'],
      kind: crisisKinds.find((one) => one === kind) ?? null,
      who: who === 'self' || who === 'other' ? who : null,
      language: languageOf(name),
    })),
  )
}
