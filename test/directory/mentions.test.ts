import { describe, expect, test } from 'vitest'
import { sandwell } from '../sandwell.ts'

const cranstoun = ['cranstoun-routes', 'cranstoun-sandwell']

describe('what a message will not have', () => {
  test.each<[string, string[]]>([
    ['not cranstoun', cranstoun],
    ['help with heroin not cranstoun', cranstoun],
    ['i dont want aa or cranstoun', ['aa', ...cranstoun]],
    ["I don't want to go to Cranstoun again", cranstoun],
    ['anything but cranstoun please', cranstoun],
    ['nie cranstoun', cranstoun],
    ['pas cranstoun', cranstoun],
    // Words between that are no filling, and names that are not refused.
    ['im not sure, is cranstoun good', []],
    ['dont want to stop but cranstoun said come', []],
    ['cranstoun', []],
  ])('%s', (text, refused) => {
    expect(sandwell.mentions(text).refused.toSorted()).toEqual(refused)
  })
})

describe('the fellowships it asks for', () => {
  test.each<[string, string[]]>([
    ['NA meetings near B66', ['na']],
    ['smart recovery near me b68', ['smart']],
    ['narcotics anonymous in tipton', ['na']],
    ['can i have a list of AA meetings in tipton', ['aa']],
    ['na', []],
    ['na pomoc', []],
    ['not AA meetings', []],
    ['meetings', []],
  ])('%s', (text, wanted) => {
    expect(sandwell.mentions(text).wanted).toEqual(wanted)
  })
})
