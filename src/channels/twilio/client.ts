import type Twilio from 'twilio/lib/rest/Twilio.js'
import type { TwilioConfig } from '../../config.ts'

export type Client = Twilio

/**
 * Twilio's client, which takes long to load and is loaded only where something is asked of Twilio.
 * @param retries how often it tries a request again by itself that came back with 429
 */
export async function openClient(
  { accountSid, authTokens, apiBase }: TwilioConfig,
  { timeout = 10_000, retries = 0 }: { timeout?: number; retries?: number } = {},
): Promise<Client> {
  const { default: Client } = await import('twilio/lib/rest/Twilio.js')
  const client = new Client(accountSid, authTokens[0], { timeout, autoRetry: retries > 0, maxRetries: retries })
  if (apiBase)
    for (const domain of [client.api, client.messaging, client.accounts, client.content]) domain.baseUrl = apiBase
  return client
}
