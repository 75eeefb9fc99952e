import type { Client } from '../../channels/twilio/index.ts'
import { shapes, type Template, templateOf } from '../../channels/whatsapp/index.ts'

/** What of a WhatsApp sender's settings concerns us, as Twilio has it. Empty strings where nothing is set. */
export type SenderSettings = {
  sid: string
  status: string
  callback_url: string
  callback_method: string
  fallback_url: string
  status_callback_url: string
}

/** The account's WhatsApp sender of a number (E.164), or null where it has none. */
export async function senderOf(client: Client, number: string): Promise<SenderSettings | null> {
  const senders = await client.messaging.v2.channelsSenders.list({ channel: 'whatsapp' })
  const found = senders.find(({ senderId }) => senderId === `whatsapp:${number}`)
  if (!found) return null
  const { sid, status, webhook } = found
  return {
    sid,
    status,
    callback_url: webhook?.callbackUrl ?? '',
    callback_method: webhook?.callbackMethod ?? '',
    fallback_url: webhook?.fallbackUrl ?? '',
    status_callback_url: webhook?.statusCallbackUrl ?? '',
  }
}

/** Sets a sender's webhooks, as the API names them. */
export async function setSender(client: Client, sid: string, webhook: Record<string, string>): Promise<void> {
  // The library's own request class would write the names in camel case, which the API does not know.
  await client.messaging.v2.channelsSenders(sid).update({ webhook } as never)
}

/** The content templates that buttons and lists need and the account has not. */
export async function missingTemplates(client: Client): Promise<Template[]> {
  const there = new Set((await client.content.v1.contents.list({ pageSize: 500 })).map((one) => one.friendlyName))
  return shapes.map(templateOf).filter(({ friendly_name }) => !there.has(friendly_name))
}

export async function createTemplate(client: Client, template: Template): Promise<void> {
  // As above: the class for this request loses the names of the content types.
  await client.content.v1.contents.create(template as never)
}
