export { type Classifier, classifierFile, compileClassifier } from './classifier.ts'
export type { Danger, Level } from './danger.ts'
export { joinClassifier } from './decide.ts'
export { classesFile, contextFile, type Lexicon, lexicon, rulesFile, signalsOf } from './lexicon.ts'
export { type CrisisLine, linesFile } from './lines.ts'
export { compileReplies, type DangerReply, type Replies, repliesFile } from './replies.ts'
export { compileHalves, compileScreen, type Screen, type Screened } from './screen.ts'
export {
  compileSignals,
  type KeptSignal,
  keptSignal,
  type Signal,
  type SignalsFile,
  signalsFile,
  type Weigh,
} from './signals.ts'
