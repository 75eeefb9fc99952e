import type { Activity } from '@microsoft/agents-activity'
import type { Request, RequestHandler } from 'express'
import type { Sentences } from '../content/sentences.ts'
import type { WithoutStore } from '../delivery/index.ts'
import type { Limits } from '../limits/index.ts'
import type { Language } from '../taxonomy.ts'
import { framed, leaveFor } from './frame.ts'
import { html, withCallLinks } from './page.ts'

export type DoorParts = {
  limits: Limits
  sentences: () => Sentences
  offered: () => readonly Language[]
  /** The crisis lines' numbers, made into call links. */
  numbers: () => readonly string[]
  /** Where "leave this page" leads. */
  leaveUrl: string
  /** Fixed words for danger. */
  withoutStore: WithoutStore
  isDanger: (text: string) => boolean
  /** Whether a message asks for what is remembered to be erased. */
  erases: (activity: Activity) => boolean
  /** The calm words, as a reply on the channel of the message. */
  busy: (activity: Activity) => string
}

export type Door = {
  /**
   * Middleware for a page of the open web: within the limits it lets through; beyond, a calm page (429) with the crisis
   * lines, in the language the person asked for. `linkOf` names the link of ours that was followed, by its id.
   */
  page(linkOf?: (request: Request) => string | undefined): RequestHandler
  /**
   * For a message from the open web, before it is delivered: null within the limits; beyond them the words to answer at
   * once (danger has its own, with 200), and then nothing moves on. Who has only sent too much themselves may still have it
   * erased.
   */
  message(request: Request, activity: Activity): Promise<{ status: 200 | 429; reply: string } | null>
}

/** Seconds. */
const comeBackAfter = '60'

/** Stands before everything anyone may ask for without a signature. */
export function createDoor(parts: DoorParts): Door {
  return {
    page: (linkOf) => async (request, response, next) => {
      const standing = await parts.limits.web({ address: request.ip, link: linkOf?.(request) })
      if (standing === 'within') return next()
      const language = languageOf(request, parts.offered())
      response.status(429).set('Retry-After', comeBackAfter).type('html').send(calmPage(parts, language))
    },
    async message(request, activity) {
      const standing = await parts.limits.web({ address: request.ip, person: activity.conversation?.id })
      if (standing === 'within') return null
      const theirs = parts.erases(activity) ? await parts.limits.web({ address: request.ip }) : standing
      if (theirs === 'within') return null
      if (parts.isDanger(activity.text ?? ''))
        return { status: 200, ...parts.withoutStore(activity, Date.now(), false) }
      request.res?.set('Retry-After', comeBackAfter)
      return { status: 429, reply: parts.busy(activity) }
    },
  }
}

/** The language the address names, or else the browser. */
function languageOf(request: Request, offered: readonly Language[]): Language {
  const accepted = request.acceptsLanguages([...offered])
  return offered.find((one) => one === request.query.lang) ?? offered.find((one) => one === accepted) ?? 'en'
}

function calmPage({ sentences, numbers, leaveUrl }: DoorParts, language: Language): string {
  const say = (key: string) => sentences().say(language, key, undefined, 'web')
  return framed({
    language,
    title: say('web:title'),
    leave: leaveFor(say, leaveUrl),
    main: html`<p>${withCallLinks(say('errors:busy'), numbers())}</p>`,
  })
}
