import type { Activity } from '@microsoft/agents-activity'
import type { Keyword } from '../../conversation/turn.ts'
import type { Point } from '../../places/index.ts'
import type { Pseudonyms } from '../../privacy/index.ts'
import { type Form, fieldOf, keywordOf, mediaKinds, messageActivity, messageSid, personAt } from '../twilio/index.ts'

export const channel = 'whatsapp'

/** What rides on an Activity of this channel: the choice that was tapped, and what Twilio answered itself. */
export type WhatsappChannelData = { value?: string; keyword?: Keyword }

export type Received =
  /** A person's message; `to` is the number of ours they wrote to, `from` theirs: for the answer, and not to be kept. */
  | { outcome: 'message'; activity: Activity; formerly: string[]; from: string; to: string }
  /** The field that is missing, repeated or not what it has to be. */
  | { outcome: 'malformed'; field: string }

/**
 * Turns Twilio's form for a WhatsApp message into an Activity. Number, profile name, the text of a place and everything
 * else that came along are left behind; of media only the kind is told; of a position only what `placeAt` makes of it.
 * @param placeAt the value of the choice that stands for a position, no finer than a postcode sector; null: no such place
 */
export function receive(form: Form, pseudonyms: Pseudonyms, placeAt: (point: Point) => string | null): Received {
  const id = messageSid(form)
  if (!id) return { outcome: 'malformed', field: 'MessageSid' }
  const from = fieldOf(form, 'From') ?? ''
  const person = personAt(from)
  if (!person) return { outcome: 'malformed', field: 'From' }
  if (Array.isArray(form.Body)) return { outcome: 'malformed', field: 'Body' }

  const value = tapped(form) ?? pinned(form, placeAt)
  // What has no words and is nothing we know (a card, a reaction, whatever comes next) is something we cannot open.
  const wordless = form.Body === undefined && value === undefined && !isPin(form)
  const media = [...mediaKinds(form), ...(wordless ? ['application/octet-stream'] : [])]
  // Nothing at Twilio answers STOP on WhatsApp, unless it says so.
  const keyword = keywordOf(form, 'none')
  const conversation = pseudonyms.of(channel, person)
  const activity = messageActivity({
    id,
    channelId: channel,
    conversation: { id: conversation },
    from: { id: conversation },
    text: value === undefined ? (fieldOf(form, 'Body') ?? '') : '',
    channelData: { value, keyword } satisfies WhatsappChannelData,
    ...(media.length > 0 ? { attachments: media.map((contentType) => ({ contentType })) } : {}),
  })
  const to = fieldOf(form, 'To') ?? ''
  return { outcome: 'message', activity, formerly: pseudonyms.formerly(channel, person), from, to }
}

/** What one of our buttons or rows sends back; anything else was not made by us, and its words count. */
function tapped(form: Form): string | undefined {
  const value = fieldOf(form, 'ButtonPayload') || fieldOf(form, 'ListId')
  return value &&
    value.length <= 200 &&
    /^(choice|service|place|language|command|resume|which_wrong|wrong|suggest)(:|$)/.test(value)
    ? value
    : undefined
}

function isPin(form: Form): boolean {
  return fieldOf(form, 'Latitude') !== null && fieldOf(form, 'Longitude') !== null
}

/** A position, at once as coarse as anything we keep. */
function pinned(form: Form, placeAt: (point: Point) => string | null): string | undefined {
  if (!isPin(form)) return undefined
  const [lat, lon] = [form.Latitude, form.Longitude].map((one) =>
    typeof one === 'string' && /^-?\d{1,3}(\.\d+)?$/.test(one) ? Number(one) : Number.NaN,
  ) as [number, number]
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? (placeAt({ lat, lon }) ?? undefined) : undefined
}
