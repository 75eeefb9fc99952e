import { expect, test } from 'vitest'
import classifier from '../../content/safety/classifier.json' with { type: 'json' }
import { crisisKinds } from '../../src/taxonomy.ts'
import { examples } from './examples.ts'
import { hashOf } from './learning.ts'

test('the classifier of the content was learnt from the corpora as they are: else `npm run learn`', () => {
  expect(classifier.learnt_from).toBe(hashOf(examples()))
  expect(Object.keys(classifier.kinds).toSorted()).toEqual([...crisisKinds].toSorted())
})
