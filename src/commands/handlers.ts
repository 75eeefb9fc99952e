import { forgetSuggestionsKind, reportKind, suggestionKind } from '../assistant.ts'
import { createEraser, createSendLater } from '../channels/twilio/index.ts'
import type { Config } from '../config.ts'
import { readSession } from '../conversation/session.ts'
import type { Handlers } from '../delivery/worker.ts'
import type { Log } from '../log.ts'
import { createAddresses, createPseudonyms } from '../privacy/index.ts'
import { createReports } from '../publishing/reports.ts'
import { createSuggestions, newsKind } from '../publishing/suggestions.ts'
import type { Store } from '../store/index.ts'
import { createReporter } from './report.ts'
import { createSuggestionEraser, createSuggestionKeeper, createSuggestionTeller } from './suggestion.ts'

/** What does each kind of job, as far as it is set up. */
export function handlersFor({ twilio, publicUrl, pseudonymKeys }: Config, log: Log, store: Store): Handlers {
  const now = Date.now
  const suggestions = createSuggestions(store, now)
  const send =
    twilio &&
    createSendLater({
      twilio,
      publicUrl,
      addresses: createAddresses(pseudonymKeys),
      pseudonyms: createPseudonyms(pseudonymKeys),
      memory: store,
      lastHeard: async (conversation, formerly) => {
        const { session } = await store.load(conversation, now(), formerly)
        return readSession(session)?.lastAt ?? null
      },
      log,
      now,
    })
  return {
    [reportKind]: createReporter(createReports(store, now), log),
    [suggestionKind]: createSuggestionKeeper(suggestions, log),
    [forgetSuggestionsKind]: createSuggestionEraser(suggestions),
    [newsKind]: createSuggestionTeller(suggestions, send, log, now),
    ...(twilio ? { erase: createEraser(twilio, log) } : {}),
  }
}
