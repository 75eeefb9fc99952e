export { compileDirectory, type Directory, type Entry } from './compile.ts'
export { compose } from './compose.ts'
export { honest } from './honest.ts'
export type { Listed, Opening, Query, Reason } from './listing.ts'
export {
  type LivedQuestion,
  livedFacts,
  livedMonths,
  livedNos,
  livedQuestions,
  type Visit,
  visit,
  visitCounts,
} from './lived.ts'
export { compileMentions, type Mentions } from './mentions.ts'
export { type AskingWords, askingWords, compileNames, type FindNamed } from './names.ts'
export { neverHidden } from './never-hidden.ts'
export { type IsBankHoliday, openingOf } from './opening.ts'
export { search } from './search.ts'
export {
  type Contact,
  coverages,
  type Hours,
  type Location,
  offeredBy,
  type Provenance,
  type Schedule,
  type Service,
  schedule,
  service,
  type Weekday,
  weekdays,
} from './service.ts'
export { type Taxonomy, taxonomy } from './taxonomy.ts'
