export { isOfKind, type Kind, kindsOf } from './kinds.ts'
export { type Gap, namedGaps, type Spot, type Where } from './named.ts'
export { countOpen, openByHour, type Reach, reaches, type Site, sitesOf, within } from './reach.ts'
export { hoursInWeek, type Span, spans } from './week.ts'
