export { type Classes, compilePhrases, type Match, type Matcher, type Phrase, type Respell } from './phrases.ts'
export { compileRightWords } from './right.ts'
export { createSpeller, type Speller } from './spelling.ts'
export { fold, type Token, tokenise } from './tokens.ts'
