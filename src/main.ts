#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { bundleFor } from './commands/bundle.ts'
import { chat } from './commands/chat.ts'
import { check } from './commands/check/index.ts'
import { exportDirectory, exportFormats } from './commands/export/index.ts'
import { formats, importDirectory } from './commands/import/index.ts'
import { preflight } from './commands/preflight.ts'
import { published } from './commands/published.ts'
import { serve } from './commands/serve.ts'
import { CatalogueError, exportTranslations, importTranslations } from './commands/translations/index.ts'
import { fallbacks, fallbackTwiml } from './commands/twilio/fallback.ts'
import { optOutReplies } from './commands/twilio/replies.ts'
import { setUp } from './commands/twilio/setup.ts'
import { understand } from './commands/understand.ts'
import { work } from './commands/work.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { ContentError } from './content/index.ts'
import { inMemory, StoreError } from './store/index.ts'
import { channels, type Language, languages } from './taxonomy.ts'

/** The folder that holds content/ and locales/. */
const root = fileURLToPath(new URL('..', import.meta.url))

const program = new Command('fingerpost')
  .description('Signposting by text and web for people affected by drugs or alcohol.')
  .showHelpAfterError()
  // Whoever runs these from a script tells "called wrongly" (2) from "found something wrong" (1).
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))

program
  .command('serve')
  .description('serve the assistant: SMS, web chat, and outside production an on-screen phone')
  .option('--no-work', 'leave what turns left to be done to `fingerpost work`')
  .action((options) => serve(readConfig(process.env), root, options))

program
  .command('work')
  .description('do what turns left to be done (deleting messages at Twilio after FORGET), apart from serving')
  .addOption(new Option('--dead', 'list what was given up: id, kind, why, since, attempts').conflicts('revive'))
  .option('--revive <id>', 'have one of those tried again')
  .action((options) => work(readConfig(process.env), options))

program
  .command('chat')
  .description('talk to the assistant in this terminal')
  .addOption(new Option('--channel <channel>', 'whose form the replies take').choices([...channels]).default('sms'))
  .addOption(new Option('--lang <language>', 'the language to begin in').choices([...languages]))
  .option('--now <time>', 'pretend it is this time (ISO 8601, e.g. 2026-11-22T02:00Z)', instant)
  .action((options) => chat(tool(), root, options))

program
  .command('understand')
  .description('read JSON lines {"id","text"} and write what each message means on its own')
  .option('--why', 'with the rules and words behind each decision')
  .action((options) => understand(tool(), root, options))

program
  .command('check')
  .description('check content and sentences: every step, every sentence, every limit')
  .option('--confirmations', 'print the list a local person must ring through')
  .option('--write-docs', 'write what it measures into docs/rendering.md')
  .option('--instead <file>', 'a JSON file of texts by path that stand for the files on the disk')
  .option('--quick', 'only what takes seconds')
  .option('--progress', 'say on standard error how far it is')
  .action((options) => check(tool(), root, options))

program
  .command('import')
  .description(
    "read somebody else's directory in as drafts (docs/directory.md); exit code 2 where it could not be read",
  )
  .addArgument(new Argument('<format>', 'which').choices([...formats]))
  .argument('<from>', 'a file, or an https address on a host of the list')
  .requiredOption('--area <name>', 'the area whose directory it is for')
  .option('--dry-run', 'only say what would become of it')
  .option('--json', 'report as JSON')
  .option('--verbose', 'list every row')
  .option('--source <name>', 'its name among the sources, where the file or host should not name it')
  .option('--licence <licence>', 'under what licence it is published')
  .option('--permission <words>', 'who said that it may be used, and when')
  .option('--attribution <words>', 'what its licence asks to be shown with it')
  .option('--fellowship <name>', 'whose meetings it lists (content/imports.yaml)')
  .option('--allow <host...>', 'hosts to fetch from, besides IMPORT_HOSTS')
  .option('--allow-shrink', 'take it though most of what was known from it is gone')
  .action((format, from, options) => {
    const { importHosts } = readConfig({ IMPORT_HOSTS: process.env.IMPORT_HOSTS, STORE: `sqlite:${inMemory}` })
    return importDirectory(root, importHosts, format, from, options)
  })

program
  .command('export')
  .description('write the directory for others: only what production may show (docs/directory.md)')
  .addArgument(new Argument('<format>', 'which').choices([...exportFormats]))
  .option('--area <name>', 'the area, where it is not AREA')
  .option('--out <file>', 'where to; standard output where none is named')
  .addOption(new Option('--lang <language>', 'the language of a printed directory').choices([...languages]))
  .option('--town <town>', 'only one town, printed')
  .option('--large-print', 'in letters of 18 points')
  .option('--service <id>', 'only the meetings of one service, as a calendar')
  .action((format, options) =>
    exportDirectory(
      options.area ? readConfig({ AREA: options.area, STORE: `sqlite:${inMemory}` }) : tool(),
      root,
      format,
      options,
    ),
  )

program
  .command('published')
  .description('name the files in which what the desk published differs from these; exit code 1 where there are some')
  .option('--write', 'write them here, so that git can keep them')
  .action((options) => published(readConfig(process.env), root, options))

const translations = program
  .command('translations')
  .description('exchange sentences with translators (docs/translating.md)')

translations
  .command('export')
  .description('write the sentences of a language as a gettext PO file')
  .addArgument(new Argument('<language>', 'which').choices([...languages]))
  .argument('[file]', 'where to; standard output where none is named')
  .addOption(new Option('--for <state>', 'what it is to be read for').choices(['native', 'clinical']).default('native'))
  .action((language: Language, file, options) => exportTranslations(tool(), root, language, file, options))

translations
  .command('import')
  .description('bring such a file back into locales/; exit code 1 where a sentence was refused')
  .argument('<file>', 'the PO file')
  .option('--by <name>', 'who read the sentences that are marked as right')
  .addOption(new Option('--state <state>', 'as what they read them').choices(['native', 'clinical']))
  .action((file, options) => importTranslations(tool(), root, file, options))

program
  .command('preflight')
  .description('look whether Twilio is set up as it must be; exit code 1 where something is wrong')
  .requiredOption('--number <number>', 'the number people text: +44..., or a short code')
  .option('--whatsapp <number>', 'the number people write to on WhatsApp')
  .action(async (options) => {
    if (!(await preflight(atTwilio(), options))) process.exitCode = 1
  })

const twilio = program.command('twilio').description('set up Twilio (deploy/twilio/README.md)')

twilio
  .command('setup')
  .description("set a number's webhooks, and those of its Messaging Service")
  .requiredOption('--number <number>', 'the number people text: +44...')
  .option('--whatsapp <number>', 'the number people write to on WhatsApp')
  .option('--fallback <url>', 'the TwiML Bin that answers texts when we do not')
  .option('--voice-fallback <url>', 'the TwiML Bin that answers calls when we do not')
  .option('--dry-run', 'only print what would be changed')
  .action(({ number, whatsapp, fallback = null, voiceFallback = null, dryRun }) =>
    setUp(atTwilio(), { number, whatsapp, sms: fallback, voice: voiceFallback, dryRun }),
  )

twilio
  .command('fallback')
  .description('print the TwiML that a TwiML Bin has to hold')
  .addArgument(new Argument('<kind>', 'for texts or for calls').choices([...fallbacks]))
  .action((kind) => void process.stdout.write(`${fallbackTwiml(bundleFor(tool(), root, Date.now()), kind)}\n`))

twilio
  .command('replies')
  .description('print what Twilio is to answer to STOP, HELP and START')
  .action(() => void process.stdout.write(optOutReplies(bundleFor(tool(), root, Date.now()))))

try {
  await program.parseAsync()
} catch (error) {
  const told = [ConfigError, ContentError, StoreError, CatalogueError].some((kind) => error instanceof kind)
  if (!told || !(error instanceof Error)) throw error
  process.stderr.write(`fingerpost: ${error.message}\n`)
  process.exitCode = 2
}

/** The settings of a command that serves nobody: of the area's content, remembering nothing. */
function tool(): Config {
  return readConfig({ AREA: process.env.AREA, STORE: `sqlite:${inMemory}` })
}

/** The same, and where Twilio is and reaches us. */
function atTwilio(): Config {
  const { AREA, PUBLIC_URL, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_API_BASE } = process.env
  return readConfig({
    AREA,
    PUBLIC_URL,
    TWILIO_ACCOUNT_SID,
    TWILIO_AUTH_TOKEN,
    TWILIO_API_BASE,
    STORE: `sqlite:${inMemory}`,
  })
}

/** A point in time in epoch milliseconds. */
function instant(text: string): number {
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new InvalidArgumentError('It must be a time such as 2026-11-22T02:00Z.')
  return time
}
