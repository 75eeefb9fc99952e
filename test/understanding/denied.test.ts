import { expect, test } from 'vitest'
import { compileReader, lexicon } from '../../src/understanding/index.ts'
import { sensesOf } from './senses.ts'

/** What is turned down, by a lexicon of a few words; which words turn down is for content/ to say. */
const read = compileReader(
  [
    lexicon.parse({
      language: 'en',
      subject: 'few',
      entries: [
        { means: 'need:mutual_aid', say: 'group; womens group' },
        { means: 'preference:women_only', say: 'womens group' },
        { means: 'need:legal', say: 'police' },
        { means: 'need:food', say: 'food; no food' },
        { means: 'preference:no_calls', say: 'dont want calls' },
        { means: 'need:talk_now', say: 'calls' },
        { means: 'preference:online', say: 'on the net' },
        { means: 'substance:alcohol', say: 'drink' },
        { means: 'context:not_next', say: 'dont want [a]; not; dont go [on]' },
        { means: 'context:not_before', say: 'nahi' },
        { means: 'context:or', say: 'or' },
      ],
    }),
  ],
  { read: () => null },
  () => true,
)

test.each([
  ['police', 'need:legal'],
  ['dont want police', 'a call for help'],
  ['police nahi', 'a call for help'],
  // What stands inside it goes with it.
  ['dont want a womens group', 'a call for help'],
  // Over an "or", and no further.
  ['not police or a group', 'need:mutual_aid'],
  ['not police or group food', 'need:food'],
  ['not police food', 'need:food'],
  // It may begin inside the words that turn it down.
  ['dont go on the net', 'a call for help'],
  // A phrase that says so itself says what it says.
  ['dont want calls', 'preference:no_calls'],
  ['no food', 'need:food'],
  // Not what is used, and not across the end of a sentence.
  ['not drink', 'substance:alcohol'],
  ['not. police', 'need:legal'],
  ['police. nahi', 'need:legal'],
  // Words that turn nothing down are nothing.
  ['not', 'nothing'],
  ['not or nahi', 'nothing'],
])('%s: %s', (text, senses) => expect(sensesOf(read(text).meaning)).toBe(senses))
