import { Temporal } from 'temporal-polyfill'
import { greet } from '../../src/assistant.ts'
import type { WebParts } from '../../src/channels/web/index.ts'
import { createSourceOf } from '../../src/limits/index.ts'
import { sandwell } from '../sandwell.ts'
import { keys } from './house.ts'

/** The chat page of Sandwell, open to all and beyond no limit; what answers it is the test's own. */
export function webOfSandwell(now: () => number): Omit<WebParts, 'pseudonyms' | 'delivery' | 'turn' | 'withoutStore'> {
  return {
    sentences: () => sandwell.sentences,
    offered: () => sandwell.offered,
    attribution: () => sandwell.area.attribution,
    numbers: () => sandwell.numbers,
    sourceOf: createSourceOf(keys, now),
    door: { page: () => (_request, _response, next) => next(), message: async () => null },
    greeting: (language, audience) => greet(sandwell, 'web', language, now(), audience),
    leaveUrl: 'https://www.example.org/',
    embedOrigins: [],
    smsNumber: null,
    whatsappNumber: null,
    service: (id) => sandwell.directory.get(id) ?? null,
    isBankHoliday: sandwell.isBankHoliday,
    now: () => Temporal.Instant.fromEpochMilliseconds(now()),
  }
}
