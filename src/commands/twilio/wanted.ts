import { smsPath, statusPath, whatsappPath } from '../../channels/twilio/index.ts'
import { voicePath } from '../../channels/voice/index.ts'
import type { NumberSettings, ServiceSettings } from './account.ts'
import type { SenderSettings } from './whatsapp.ts'

/**
 * Appended to our addresses: two retries, on any failure, within the 15 seconds Twilio waits at most.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
const overrides = '#rc=2&rp=all&tt=15000'

/** Where the fallbacks lie (TwiML Bins): asked for by Twilio when we do not answer. Null: as they are. */
export type Fallbacks = { sms: string | null; voice: string | null }

/**
 * How a number has to be set. Its status callback stays as it is: it tells of calls, of which we keep nothing; that of
 * texts belongs to a Messaging Service, or is named with each message sent.
 */
export function wantedOfNumber(publicUrl: string, { sms, voice }: Fallbacks): Partial<NumberSettings> {
  return {
    smsUrl: publicUrl + smsPath + overrides,
    smsMethod: 'POST',
    ...(sms ? { smsFallbackUrl: sms } : {}),
    voiceUrl: publicUrl + voicePath + overrides,
    voiceMethod: 'POST',
    ...(voice ? { voiceFallbackUrl: voice } : {}),
  }
}

export function wantedOfService(publicUrl: string, { sms }: Fallbacks): Partial<ServiceSettings> {
  return {
    inboundRequestUrl: publicUrl + smsPath + overrides,
    inboundMethod: 'POST',
    ...(sms ? { fallbackUrl: sms } : {}),
    statusCallback: publicUrl + statusPath,
  }
}

/** A WhatsApp sender that a Messaging Service holds is called by the webhook of that instead; it takes both. */
export function wantedOfSender(publicUrl: string, { sms }: Fallbacks): Partial<SenderSettings> {
  return {
    callback_url: publicUrl + whatsappPath + overrides,
    callback_method: 'POST',
    ...(sms ? { fallback_url: sms } : {}),
    status_callback_url: publicUrl + statusPath,
  }
}

/** A setting that is not as it has to be. */
export type Change = { setting: string; is: string; wanted: string }

export function changesFrom<T extends object>(found: T, wanted: Partial<T>): Change[] {
  return Object.entries(wanted).flatMap(([setting, to]) => {
    const is = String(found[setting as keyof T])
    return is === to ? [] : [{ setting, is, wanted: String(to) }]
  })
}
