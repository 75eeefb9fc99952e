import { senderKind } from '../channels/sms/index.ts'
import { type Client, openClient } from '../channels/twilio/index.ts'
import { type Config, ConfigError } from '../config.ts'
import { numberOf, serviceOf } from './twilio/account.ts'
import { changesFrom, wantedOfNumber, wantedOfSender, wantedOfService } from './twilio/wanted.ts'
import { missingTemplates, senderOf } from './twilio/whatsapp.ts'

/** `look`: the API does not show it, so a person has to see for themselves. */
type Finding = { state: 'right' | 'wrong' | 'look'; what: string }

/** A clock that is off by more says wrong opening hours before long. */
const mostSkew = 60_000

/**
 * Looks, with the real credentials, whether Twilio is set up as people need it, prints what is right, what is wrong and
 * what to look at by eye. Gives whether nothing is wrong. Changes nothing.
 * @throws ConfigError where Twilio is not set up here
 */
export async function preflight(
  config: Config,
  { number, whatsapp }: { number: string; whatsapp?: string },
  now = Date.now,
): Promise<boolean> {
  if (!config.twilio) throw new ConfigError('TWILIO_ACCOUNT_SID', 'is missing')
  const client = await openClient(config.twilio, { retries: 3 })
  const looks: [string, () => Promise<Finding[]>][] = [
    ['our address', async () => [addressOf(config.publicUrl)]],
    ['the account', () => ofAccount(client, config.twilio?.accountSid ?? '', now)],
    ['the number', () => ofNumber(client, config.publicUrl, number)],
    ['the Messaging Service', () => ofService(client, config.publicUrl, number)],
    ...(whatsapp
      ? [['WhatsApp', () => ofWhatsapp(client, config.publicUrl, whatsapp)] as [string, () => Promise<Finding[]>]]
      : []),
    ['the SMS geo permissions', () => ofCountries(client)],
  ]
  const found: Finding[] = []
  for (const [what, look] of looks) found.push(...(await look().catch((error) => [refused(what, error)])))
  found.push(...byEye)
  for (const { state, what } of found) process.stdout.write(`${state.padEnd(5)}  ${what}\n`)
  return found.every(({ state }) => state !== 'wrong')
}

const byEye: Finding[] = [
  'Opt-out management (Console, Messaging, Services): the replies for STOP, HELP and START are those of deploy/twilio/README.md',
  'the two TwiML Bins hold what `fingerpost twilio fallback` prints today',
  'SMS Pumping Protection is on; message redaction is off, for it breaks STOP',
].map((what) => ({ state: 'look', what }))

function addressOf(publicUrl: string): Finding {
  return publicUrl.startsWith('https://')
    ? right('PUBLIC_URL is an https address')
    : wrong('PUBLIC_URL must be the https address at which Twilio reaches us')
}

async function ofAccount(client: Client, sid: string, now: () => number): Promise<Finding[]> {
  const { status, type } = await client.api.v2010.accounts(sid).fetch()
  const told = Date.parse(client.httpClient.lastResponse?.headers?.date ?? '')
  const skew = Math.round(Math.abs(now() - told) / 1000)
  return [
    status === 'active' ? right('the account is active') : wrong(`the account is ${status}`),
    type === 'Trial' ? wrong('a trial account texts only numbers you verified: upgrade it') : right('it is no trial'),
    Number.isNaN(skew)
      ? look('Twilio did not tell its time')
      : skew * 1000 > mostSkew
        ? wrong(`this machine's clock is ${skew} s off Twilio's: set it by NTP`)
        : right(`this machine's clock is ${skew} s off Twilio's`),
  ]
}

async function ofNumber(client: Client, publicUrl: string, number: string): Promise<Finding[]> {
  if (/^\d{5,6}$/.test(number)) {
    const [code] = await client.shortCodes.list({ shortCode: number, limit: 1 })
    if (!code) return [wrong('the account has no such short code')]
    const { smsUrl } = wantedOfNumber(publicUrl, { sms: null, voice: null })
    return [
      right('a UK short code; nobody can ring it'),
      code.smsUrl === smsUrl ? right('its webhook is ours') : wrong(`its smsUrl must be ${smsUrl}`),
      code.smsFallbackUrl
        ? right('it has a fallback')
        : wrong('it has no fallback: set its smsFallbackUrl to the TwiML Bin'),
    ]
  }
  const found = await numberOf(client, number)
  if (!found) return [wrong('the account has no such number')]
  const { sms, voice } = found.capabilities
  return [
    senderKind(number) === 'uk_mobile' || /^\+44[123]/.test(number)
      ? right('a UK number, which people can answer')
      : wrong('not a UK number: UK networks block texts from numbers of other countries'),
    sms ? right('it can text') : wrong('it cannot text: get a number that can'),
    voice ? right('it can be rung') : wrong('it cannot be rung: people do ring it'),
    ...settings('the number', changesFrom(found, wantedOfNumber(publicUrl, { sms: null, voice: null }))),
    ...[
      ['smsFallbackUrl', found.smsFallbackUrl],
      ['voiceFallbackUrl', found.voiceFallbackUrl],
    ].map(([name, url]) => fallback(`the number's ${name}`, url ?? '', publicUrl)),
  ]
}

async function ofService(client: Client, publicUrl: string, number: string): Promise<Finding[]> {
  const service = await serviceOf(client, number)
  if (!service) return [right('no Messaging Service holds the number')]
  const { statusCallback, ...inbound } = wantedOfService(publicUrl, { sms: null, voice: null })
  const counts = !service.useInboundWebhookOnNumber
  return [
    right(
      `Messaging Service ${service.sid} holds the number; the webhook of the ${counts ? 'service' : 'number'} counts`,
    ),
    ...settings('the service', changesFrom(service, counts ? { ...inbound, statusCallback } : { statusCallback })),
    ...(counts ? [fallback("the service's fallbackUrl", service.fallbackUrl, publicUrl)] : []),
  ]
}

async function ofWhatsapp(client: Client, publicUrl: string, number: string): Promise<Finding[]> {
  const sender = await senderOf(client, number)
  if (!sender) return [wrong('WhatsApp: the account has no such sender')]
  const missing = (await missingTemplates(client)).length
  return [
    sender.status.startsWith('ONLINE')
      ? right('WhatsApp: the sender is online')
      : wrong(`WhatsApp: the sender is ${sender.status}`),
    ...settings('WhatsApp', changesFrom(sender, wantedOfSender(publicUrl, { sms: null, voice: null }))),
    fallback("WhatsApp's fallback_url", sender.fallback_url, publicUrl),
    missing === 0
      ? right('WhatsApp: every template for buttons and lists is there')
      : wrong(
          `WhatsApp: ${missing} templates for buttons and lists are missing; such answers are text until \`fingerpost twilio setup\` makes them`,
        ),
  ]
}

async function ofCountries(client: Client): Promise<Finding[]> {
  const { permissions } = await client.accounts.v1.messagingGeopermissions.fetch()
  const on = (permissions as unknown as { country_code: string; enabled: boolean }[])
    .filter(({ enabled }) => enabled)
    .map(({ country_code }) => country_code)
  const others = on.filter((one) => one !== 'GB').sort()
  return [
    on.includes('GB') ? right('the UK can be texted') : wrong('the UK cannot be texted: allow GB'),
    look(
      `other countries that can be texted: ${others.join(', ') || 'none'} (those of the area's people, and no more)`,
    ),
  ]
}

function settings(where: string, changes: ReturnType<typeof changesFrom>): Finding[] {
  if (changes.length === 0) return [right(`${where} calls our webhooks`)]
  return changes.map(({ setting, wanted }) =>
    wrong(`${where}: ${setting} must be ${wanted} (\`fingerpost twilio setup\`)`),
  )
}

/** A fallback at our own address would be away when we are. */
function fallback(what: string, url: string, publicUrl: string): Finding {
  if (url === '') return wrong(`${what} is not set: a TwiML Bin with what \`fingerpost twilio fallback\` prints`)
  if (!url.startsWith('https://') || url.startsWith(publicUrl))
    return wrong(`${what} must lie elsewhere than with us, by https`)
  return right(`${what} lies elsewhere`)
}

function refused(what: string, error: { status?: number; code?: number | string }): Finding {
  if (error.status === 401) return wrong(`${what}: Twilio refuses the credentials`)
  return wrong(`${what}: Twilio did not tell (${error.status ?? ''} ${error.code ?? 'no code'})`.replace('( ', '('))
}

function right(what: string): Finding {
  return { state: 'right', what }
}

function wrong(what: string): Finding {
  return { state: 'wrong', what }
}

function look(what: string): Finding {
  return { state: 'look', what }
}
