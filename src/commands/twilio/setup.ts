import { type Client, openClient } from '../../channels/twilio/index.ts'
import { type Config, ConfigError } from '../../config.ts'
import { numberOf, serviceOf } from './account.ts'
import { type Change, changesFrom, type Fallbacks, wantedOfNumber, wantedOfSender, wantedOfService } from './wanted.ts'
import { createTemplate, missingTemplates, senderOf, setSender } from './whatsapp.ts'

/** Something at Twilio that is to be set up: what is said of it, how much that is, and how it is done. */
type Task = { lines: string[]; count: number; work: () => Promise<unknown> }

/**
 * Sets up at Twilio what its API allows: the webhooks of a number and of the Messaging Service that holds it, and of a
 * number on WhatsApp (`whatsapp`), with the templates for buttons and lists there. Prints each change, makes none that is
 * not needed, and none at all with `dryRun`.
 * @throws ConfigError where Twilio is not set up here, the address is not one Twilio can reach, or it has no such number
 */
export async function setUp(
  config: Config,
  {
    number,
    whatsapp = null,
    dryRun = false,
    ...fallbacks
  }: Fallbacks & { number: string; whatsapp?: string | null; dryRun?: boolean },
): Promise<void> {
  if (!config.twilio) throw new ConfigError('TWILIO_ACCOUNT_SID', 'is missing')
  if (!config.publicUrl.startsWith('https://'))
    throw new ConfigError('PUBLIC_URL', 'must be an https address for Twilio')
  const client = await openClient(config.twilio, { retries: 3 })
  const tasks = [
    ...(await ofNumber(client, config.publicUrl, number, fallbacks)),
    ...(whatsapp ? await ofWhatsapp(client, config.publicUrl, whatsapp, fallbacks) : []),
  ]
  for (const { lines } of tasks) for (const line of lines) say(line)
  const count = tasks.reduce((sum, task) => sum + task.count, 0)
  if (dryRun) return say(`${count} to change; nothing was changed`)
  for (const { count, work } of tasks) if (count > 0) await work()
  say(`${count} changed`)
}

async function ofNumber(client: Client, publicUrl: string, number: string, fallbacks: Fallbacks): Promise<Task[]> {
  const found = await numberOf(client, number)
  if (!found) throw new ConfigError('--number', 'is not a number of this account')
  const service = await serviceOf(client, number)
  const tasks = [
    changing('number', changesFrom(found, wantedOfNumber(publicUrl, fallbacks)), (changes) =>
      client.incomingPhoneNumbers(found.sid).update(changes),
    ),
  ]
  if (!service) return [...tasks, told('no Messaging Service holds the number: its own settings count')]
  const changes = changesFrom(service, wantedOfService(publicUrl, fallbacks))
  return [
    ...tasks,
    changing(`service ${service.sid}`, changes, (wanted) => client.messaging.v1.services(service.sid).update(wanted)),
  ]
}

async function ofWhatsapp(client: Client, publicUrl: string, number: string, fallbacks: Fallbacks): Promise<Task[]> {
  const sender = await senderOf(client, number)
  if (!sender) throw new ConfigError('--whatsapp', 'is not a WhatsApp sender of this account')
  const changes = changesFrom(sender, wantedOfSender(publicUrl, fallbacks))
  const templates = await missingTemplates(client)
  return [
    changing('WhatsApp', changes, (webhook) => setSender(client, sender.sid, webhook)),
    {
      lines: templates.map(({ friendly_name }) => `WhatsApp: new content template ${friendly_name}`),
      count: templates.length,
      work: async () => {
        for (const template of templates) await createTemplate(client, template)
      },
    },
  ]
}

function changing(
  where: string,
  changes: readonly Change[],
  work: (wanted: Record<string, string>) => Promise<unknown>,
): Task {
  return {
    lines: changes.map(
      ({ setting, is, wanted }) => `${where}: ${setting} ${is === '' ? '(not set)' : is} -> ${wanted}`,
    ),
    count: changes.length,
    work: () => work(Object.fromEntries(changes.map(({ setting, wanted }) => [setting, wanted]))),
  }
}

function told(line: string): Task {
  return { lines: [line], count: 0, work: async () => {} }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
