export { type CardWords, cardWords } from './card.ts'
export { type Link, linkOf } from './link.ts'
export { type ListingWords, listingWords, type Wording } from './listing.ts'
