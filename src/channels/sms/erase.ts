import type { TwilioConfig } from '../../config.ts'
import type { Log } from '../../log.ts'

/** Deletes messages at the provider, as far as it lets us; never rejects. */
export type Eraser = (messageSids: readonly string[]) => Promise<void>

/** Calls under way at a time; Twilio refuses many more from one account. */
const atOnce = 4

/**
 * Deletes messages (with what was written in them) at Twilio. Best effort: one that is already gone counts as deleted,
 * and any other failure is logged by its code.
 */
export function createEraser(twilio: TwilioConfig, log: Log): Eraser {
  return async (messageSids) => {
    try {
      const messages = await messagesAt(twilio)
      const left = messageSids.filter((sid) => /^(SM|MM)[0-9a-fA-F]{32}$/.test(sid))
      const count = left.length
      const work = async () => {
        for (let sid = left.pop(); sid !== undefined; sid = left.pop()) {
          await messages(sid).remove().catch(unlessGone)
        }
      }
      await Promise.all(Array.from({ length: atOnce }, work))
      log.info('erased_at_provider', { channel: 'sms', count })
    } catch (error) {
      log.error('erase_at_provider_failed', { channel: 'sms', error })
    }
  }

  function unlessGone(error: { status?: number; code?: number }): void {
    if (error.status !== 404) log.warn('erase_at_provider_failed', { channel: 'sms', error })
  }
}

/** Twilio's client takes long to load and is needed by FORGET alone. */
async function messagesAt({ accountSid, authTokens, apiBase }: TwilioConfig) {
  const { default: Twilio } = await import('twilio/lib/rest/Twilio.js')
  const client = new Twilio(accountSid, authTokens[0], { timeout: 10_000, autoRetry: true, maxRetries: 3 })
  if (apiBase) client.api.baseUrl = apiBase
  return client.messages
}
