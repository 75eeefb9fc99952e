import type { Request, Response } from 'express'
import type { Log } from '../../log.ts'
import type { Live } from '../../publishing/live.ts'
import type { Publisher } from '../../publishing/publish.ts'
import type { Releases } from '../../publishing/releases.ts'
import type { Reports } from '../../publishing/reports.ts'
import type { Suggestions } from '../../publishing/suggestions.ts'
import type { Workbench } from '../../publishing/workbench.ts'
import type { Store } from '../../store/index.ts'
import type { RenderPage } from '../pages.ts'
import type { OneTimeLink } from './link.ts'
import type { Person, Role } from './people.ts'
import type { DeskSession, Sessions } from './session.ts'
import type { SignIn } from './sign-in.ts'

/** What the desk works with. */
export type DeskParts = {
  store: Pick<Store, 'document' | 'documents' | 'putDocument' | 'counts'>
  log: Log
  now: () => number
  /** The address people use, without a slash at its end. */
  publicUrl: () => string
  render: RenderPage
  say: (key: string, params?: Record<string, string | number>) => string
  sessions: Sessions
  people: readonly Person[]
  /** One of the two: the provider, or in a trial a link. */
  signIn: SignIn | null
  link: OneTimeLink | null
  /** A new link for the next one, once one was used. */
  onLinkUsed: () => void
  live: Live
  workbench: Workbench
  releases: Releases
  reports: Reports
  suggestions: Suggestions
  publisher: Publisher
  /** A content file as installed; null where there is none. */
  installed: (path: string) => string | null
  /** The paths of the area's files of imported records. */
  importedFiles: () => string[]
}

/** Somebody who is signed in and on the list. */
export type Visitor = { person: Person; session: DeskSession }

export type Handle = (request: Request, response: Response, visitor: Visitor) => Promise<void>

/** One thing that can be done at the desk, and who may do it. Whatever is done by POST changes something. */
export type DeskRoute = { method: 'get' | 'post'; path: string; role: Role; handle: Handle }
