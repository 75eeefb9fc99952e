import { openClient } from '../../channels/twilio/index.ts'
import { type Config, ConfigError } from '../../config.ts'
import { numberOf, serviceOf } from './account.ts'
import { type Change, changesFrom, type Fallbacks, wantedOfNumber, wantedOfService } from './wanted.ts'

/**
 * Sets up at Twilio what its API allows: the webhooks of a number and of the Messaging Service that holds it. Prints each
 * change, makes none that is not needed, and none at all with `dryRun`.
 * @throws ConfigError where Twilio is not set up here, the address is not one Twilio can reach, or it has no such number
 */
export async function setUp(
  config: Config,
  { number, dryRun = false, ...fallbacks }: Fallbacks & { number: string; dryRun?: boolean },
): Promise<void> {
  if (!config.twilio) throw new ConfigError('TWILIO_ACCOUNT_SID', 'is missing')
  if (!config.publicUrl.startsWith('https://'))
    throw new ConfigError('PUBLIC_URL', 'must be an https address for Twilio')
  const client = await openClient(config.twilio, { retries: 3 })
  const found = await numberOf(client, number)
  if (!found) throw new ConfigError('--number', 'is not a number of this account')
  const service = await serviceOf(client, number)

  const ofNumber = changesFrom(found, wantedOfNumber(config.publicUrl, fallbacks))
  const ofService = service ? changesFrom(service, wantedOfService(config.publicUrl, fallbacks)) : []
  tell('number', ofNumber)
  tell(`service ${service?.sid ?? ''}`, ofService)
  if (!service) say('no Messaging Service holds the number: its own settings count')
  const count = ofNumber.length + ofService.length
  if (dryRun) return say(`${count} to change; nothing was changed`)
  if (ofNumber.length > 0) await client.incomingPhoneNumbers(found.sid).update(asOptions(ofNumber))
  if (service && ofService.length > 0) await client.messaging.v1.services(service.sid).update(asOptions(ofService))
  say(`${count} changed`)
}

function asOptions(changes: readonly Change[]): Record<string, string> {
  return Object.fromEntries(changes.map(({ setting, wanted }) => [setting, wanted]))
}

function tell(where: string, changes: readonly Change[]): void {
  for (const { setting, is, wanted } of changes)
    say(`${where}: ${setting} ${is === '' ? '(not set)' : is} -> ${wanted}`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
