import type { Activity } from '@microsoft/agents-activity'
import type { Keyword } from '../../conversation/turn.ts'
import { type Pseudonyms, phoneNumber } from '../../privacy/index.ts'
import {
  type Form,
  fieldOf,
  keywordOf,
  mediaKinds,
  messageActivity,
  messageSid,
  type OptOutMode,
} from '../twilio/index.ts'
import { type SenderKind, senderKind } from './senders.ts'

export const channel = 'sms'

/** What rides on an Activity of this channel. */
export type SmsChannelData = { keyword?: Keyword }

export type Received =
  /**
   * A person's message; `formerly` are its conversation's ids under older keys, `from` their number and `to` ours: for what
   * is sent to them later, and not to be kept as they are.
   */
  | { outcome: 'message'; activity: Activity; formerly: string[]; sender: SenderKind; from: string; to: string }
  /** From a short code or a name: nobody reads an answer to it. */
  | { outcome: 'unanswerable' }
  /** The field that is missing, repeated or not what it has to be. */
  | { outcome: 'malformed'; field: string }

/**
 * Turns Twilio's form into an Activity. The sender's number becomes a pseudonym here; names,
 * places and whatever else came along are left behind. Of media only the kind is told, never where they lie.
 */
export function receive(form: Form, pseudonyms: Pseudonyms, optOut: OptOutMode): Received {
  const id = messageSid(form)
  if (!id) return { outcome: 'malformed', field: 'MessageSid' }
  const from = fieldOf(form, 'From')
  if (!from) return { outcome: 'malformed', field: 'From' }
  const media = mediaKinds(form)
  const text = form.Body === undefined && media.length > 0 ? '' : fieldOf(form, 'Body')
  if (text === null) return { outcome: 'malformed', field: 'Body' }
  const number = phoneNumber(from)
  if (!number) return { outcome: 'unanswerable' }

  const conversation = pseudonyms.of(channel, number)
  const keyword = keywordOf(form, optOut)
  const activity = messageActivity({
    id,
    channelId: channel,
    conversation: { id: conversation },
    from: { id: conversation },
    text,
    ...(keyword ? { channelData: { keyword } satisfies SmsChannelData } : {}),
    ...(media.length > 0 ? { attachments: media.map((contentType) => ({ contentType })) } : {}),
  })
  const formerly = pseudonyms.formerly(channel, number)
  const to = fieldOf(form, 'To') ?? ''
  return { outcome: 'message', activity, formerly, sender: senderKind(number), from: number, to }
}
