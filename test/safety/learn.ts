/**
 * `npm run learn`: writes content/safety/classifier.json anew from the labelled messages of test/corpora/safety. To be run
 * whenever they change (a test says so); some minutes long.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { examples } from './examples.ts'
import { learn } from './learning.ts'

const file = learn(examples(), { danger: 18, kinds: 16 })
writeFileSync(join(import.meta.dirname, '../../content/safety/classifier.json'), `${JSON.stringify(file, null, 1)}\n`)
