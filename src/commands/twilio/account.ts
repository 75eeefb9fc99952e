import type { Client } from '../../channels/twilio/index.ts'

/** What of a number's settings concerns us, as Twilio has it. Empty strings where nothing is set. */
export type NumberSettings = {
  sid: string
  phoneNumber: string
  capabilities: { sms: boolean; voice: boolean }
  smsUrl: string
  smsMethod: string
  smsFallbackUrl: string
  voiceUrl: string
  voiceMethod: string
  voiceFallbackUrl: string
}

export type ServiceSettings = {
  sid: string
  inboundRequestUrl: string
  inboundMethod: string
  fallbackUrl: string
  statusCallback: string
  /** The number's own webhook is called, not the service's. */
  useInboundWebhookOnNumber: boolean
}

/** The account's number (E.164), or null where it has none like that. */
export async function numberOf(client: Client, number: string): Promise<NumberSettings | null> {
  const [found] = await client.incomingPhoneNumbers.list({ phoneNumber: number, limit: 1 })
  if (!found || found.phoneNumber !== number) return null
  const { sid, phoneNumber, capabilities } = found
  return {
    sid,
    phoneNumber,
    capabilities: { sms: capabilities.sms, voice: capabilities.voice },
    smsUrl: found.smsUrl ?? '',
    smsMethod: found.smsMethod ?? '',
    smsFallbackUrl: found.smsFallbackUrl ?? '',
    voiceUrl: found.voiceUrl ?? '',
    voiceMethod: found.voiceMethod ?? '',
    voiceFallbackUrl: found.voiceFallbackUrl ?? '',
  }
}

/** The Messaging Service that holds the number, or null where none does. */
export async function serviceOf(client: Client, number: string): Promise<ServiceSettings | null> {
  for (const service of await client.messaging.v1.services.list()) {
    const numbers = await client.messaging.v1.services(service.sid).phoneNumbers.list()
    if (!numbers.some(({ phoneNumber }) => phoneNumber === number)) continue
    return {
      sid: service.sid,
      inboundRequestUrl: service.inboundRequestUrl ?? '',
      inboundMethod: service.inboundMethod ?? '',
      fallbackUrl: service.fallbackUrl ?? '',
      statusCallback: service.statusCallback ?? '',
      useInboundWebhookOnNumber: service.useInboundWebhookOnNumber,
    }
  }
  return null
}
