export { type CardWords, cardWords } from './card.ts'
export { compose, type Lines, linesOf, messageBreak, messagesOf } from './lines.ts'
export { type Link, linkOf } from './link.ts'
export { addressWords, type ListingWords, listingWords, type Wording } from './listing.ts'
