/** What a person texts: a new conversation from its greeting to a card, with a misspelling, a place and a language. */
export const talk = [
  'i need help',
  'my wife drinks every night, we need someone who speaks polish nr tipton',
  'MORE',
  '2',
  'back',
  'herion',
  'b69 3db',
  'thanks',
] as const
