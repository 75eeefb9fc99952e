import type { Bundle } from '../../src/content/index.ts'
import type { Flow } from '../../src/conversation/flow.ts'
import type { Language } from '../../src/taxonomy.ts'
import { sandwell } from '../sandwell.ts'

/** Sandwell's content with one sentence of a language written otherwise; null: it is missing. */
export function withSentence(language: Language, changed: string, text: string | null): Bundle {
  const { sentences } = sandwell
  return {
    ...sandwell,
    sentences: {
      say(spoken, key, params, channel) {
        if (spoken !== language || key !== changed) return sentences.say(spoken, key, params, channel)
        if (text === null) throw new Error(`no sentence ${key} in ${spoken}`)
        return text
      },
      has: (spoken, key) => (spoken === language && key === changed ? text !== null : sentences.has(spoken, key)),
      keys(spoken) {
        const all = new Map(sentences.keys(spoken))
        if (spoken === language && text === null) all.delete(changed)
        else if (spoken === language && text !== null) all.set(changed, text)
        return all
      },
    },
  }
}

/** Sandwell's content with another flow. */
export function withFlow(change: (flow: Flow) => Flow): Bundle {
  return { ...sandwell, flow: change(sandwell.flow) }
}
