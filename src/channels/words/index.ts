export { type CardWords, cardWords } from './card.ts'
export { addressWords, type ListingWords, listingWords, type Wording } from './listing.ts'
