export { type CardWords, cardWords } from './card.ts'
export { type ListingWords, listingWords, type Wording } from './listing.ts'
export { scheduleWords } from './schedule.ts'
