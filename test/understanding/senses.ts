import type { Meaning } from '../../src/understanding/index.ts'

/** A meaning in one line, as the tables of rows/ write it: `audience:family need:family_support substance:alcohol`. */
export function sensesOf(meaning: Meaning): string {
  const { place } = meaning
  const senses = [
    meaning.command && `command:${meaning.command}`,
    meaning.to && `to:${meaning.to}`,
    meaning.choice !== null && `choice:${meaning.choice}`,
    meaning.audience && `audience:${meaning.audience}`,
    ...meaning.needs.map((need) => `need:${need}`),
    ...meaning.substances.map((substance) => `substance:${substance}`),
    meaning.goal && `goal:${meaning.goal}`,
    ...meaning.preferences.map((preference) => `preference:${preference}`),
    ...meaning.told.map((one) => `told:${one}`),
    place && `place:${'ambiguous' in place ? '?' : place.value}`,
    meaning.courtesy && `courtesy:${meaning.courtesy}`,
  ].filter(Boolean)
  if (senses.length > 0) return senses.join(' ')
  return meaning.empty ? 'nothing' : 'a call for help'
}
