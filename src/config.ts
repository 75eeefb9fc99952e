import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { BotServiceConfig, DirectLineConfig } from './channels/botframework/config.ts'
import { type OptOutMode, optOutModes } from './channels/twilio/keyword.ts'
import { keptKeys, parseKeys, passingKey } from './privacy/keys.ts'
import type { PseudonymKey } from './privacy/pseudonym.ts'
import { inMemory, parseStoreAddress, type StoreAddress, storeForms } from './store/index.ts'
import { languages } from './taxonomy.ts'

export type TwilioConfig = {
  accountSid: string
  /** At least one; the first is used to call Twilio, any of them may have signed a request. */
  authTokens: string[]
  /** Where Twilio's API is, when it is a stand-in. */
  apiBase: string | null
  /** Who answers STOP, START and HELP. */
  optOut: OptOutMode
}

export type Config = {
  production: boolean
  port: number
  /** Null: every interface. */
  host: string | null
  /** The address people and providers use, without a slash at its end. */
  publicUrl: string
  /** How many proxies stand before us. */
  proxies: number
  store: StoreAddress
  area: string
  pseudonymKeys: PseudonymKey[]
  /** Null: SMS through Twilio is not set up. */
  twilio: TwilioConfig | null
  directLine: DirectLineConfig
  /** Null: Azure Bot Service is not connected. */
  botService: BotServiceConfig | null
  sessionDays: number
  /** What may be sent by SMS in a day, in parts; 0: no limit. */
  smsDailyParts: { all: number; foreign: number }
  /** Languages offered in production though no native speaker has confirmed their words. */
  allowDraft: string[]
  /** Where "leave this page" leads: a page that tells nothing about who opens it. */
  leaveUrl: string
  /** Origins whose pages may hold the chat in a frame. */
  embedOrigins: string[]
  /** The numbers people text and write to on WhatsApp, in E.164; null: not told to anybody. */
  smsNumber: string | null
  whatsappNumber: string | null
  /** Who answers for the service, and where they are written to: an e-mail address or an https one. Null: nobody is named. */
  operator: { name: string; contact: string } | null
  logLevel: string
  /** Where an operator hears of trouble. */
  alertUrl: string | null
  /** Hosts that directories may be imported from. */
  importHosts: string[]
  /** The curators' desk, /desk. Null: in production nobody can sign in, so there is none. */
  desk: DeskConfig | null
}

export type DeskConfig = {
  /** Null: a trial, with a link printed in the terminal. */
  oidc: { issuer: string; clientId: string; clientSecret: string } | null
  /** The file that says who may come, and as what. */
  people: string | null
  /** What seals the cookie of who is signed in, newest first; none: a key of this process. */
  sessionKeys: string[]
}

/** A setting that cannot be used. The message names it and says what it takes; it never repeats a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly variable: string

  constructor(variable: string, message: string) {
    super(`${variable} ${message}`)
    this.variable = variable
  }
}

/**
 * Reads the settings from the environment; an empty variable counts as missing. Throws a ConfigError for the first that
 * is wrong. Outside production a missing pseudonym key is made and kept beside the store, when all else is right.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  )
  const read = variables.safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    throw new ConfigError(String(issue?.path[0]), issue?.message ?? 'cannot be used')
  }
  const values = read.data
  const production = values.NODE_ENV === 'production'
  return {
    production,
    port: values.PORT,
    host: values.HOST ?? null,
    publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
    proxies: values.PROXIES,
    store: values.STORE,
    area: values.AREA,
    twilio: twilioOf(values),
    directLine: { secret: values.DIRECTLINE_SECRET ?? null, origins: values.DIRECTLINE_ORIGINS },
    botService: botServiceOf(values),
    sessionDays: values.SESSION_DAYS,
    smsDailyParts: { all: values.SMS_DAILY_PARTS, foreign: values.SMS_DAILY_PARTS_FOREIGN },
    allowDraft: values.LANGUAGES_ALLOW_DRAFT,
    leaveUrl: values.LEAVE_URL,
    embedOrigins: values.EMBED_ORIGINS,
    smsNumber: values.SMS_NUMBER ?? null,
    whatsappNumber: values.WHATSAPP_NUMBER ?? null,
    operator: operatorOf(values),
    logLevel: values.LOG_LEVEL,
    alertUrl: values.ALERT_URL ?? null,
    importHosts: values.IMPORT_HOSTS,
    desk: deskOf(values, production),
    pseudonymKeys: values.PSEUDONYM_KEYS ?? keysBeside(values.STORE, production),
  }
}

const wholeNumber = (from: number, to: number) => {
  const error = `must be a whole number from ${from} to ${to}`
  return z
    .string()
    .regex(/^\d{1,9}$/, error)
    .transform(Number)
    .refine((value) => value >= from && value <= to, error)
}

const address = (error: string) =>
  z
    .string()
    .refine(isPlainAddress, error)
    .transform((value) => value.replace(/\/+$/, ''))

const phone = z.string().regex(/^\+[1-9]\d{6,14}$/, 'must be a number like +447700900123')

const variables = z.object({
  NODE_ENV: z
    .enum(['production', 'development', 'test'], 'must be production, development or test')
    .default('development'),
  PORT: wholeNumber(0, 65_535).default(3978),
  HOST: z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, 'must be a host name or an IP address')
    .optional(),
  PUBLIC_URL: address(
    'must be the http(s) address people and Twilio reach, without query, fragment or password',
  ).optional(),
  PROXIES: wholeNumber(0, 5).default(0),
  STORE: z
    .string()
    .default('sqlite:var/fingerpost.db')
    .transform(parseStoreAddress)
    .refine((store) => store !== null, `must be ${storeForms} (docs/stores.md)`),
  AREA: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'must be the name of an area, in small letters')
    .default('sandwell'),
  PSEUDONYM_KEYS: z
    .string()
    .transform(parseKeys)
    .refine(
      (keys) => keys !== null,
      'must be VERSION:KEY, each KEY 32 bytes in base64, each VERSION different, newest first, separated by commas',
    )
    .optional(),
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(/^AC[A-Za-z0-9]+$/, 'must be the account SID, which begins with AC')
    .optional(),
  TWILIO_AUTH_TOKEN: z
    .string()
    .transform((value) => value.split(',').map((token) => token.trim()))
    .refine(
      (tokens) => tokens.every((token) => /^[\x21-\x7e]+$/.test(token)),
      'must be one auth token, or several separated by commas',
    )
    .optional(),
  TWILIO_API_BASE: address('must be an http(s) address, without query, fragment or password').optional(),
  TWILIO_OPTOUT: z.enum(optOutModes, 'must be default, advanced or none').default('default'),
  DIRECTLINE_SECRET: z
    .string()
    .regex(/^[\x21-\x7e]{16,256}$/, 'must be 16 to 256 letters, digits and signs without a space')
    .optional(),
  DIRECTLINE_ORIGINS: z
    .string()
    .transform((value) => value.split(',').map((one) => one.trim().replace(/\/$/, '')))
    .refine((all) => all.every(isOrigin), 'must be origins such as https://www.example.org, separated by commas')
    .default([]),
  BOT_CLIENT_ID: z.guid('must be the application (client) id of the bot, a GUID').optional(),
  BOT_CLIENT_SECRET: z.string().optional(),
  BOT_TENANT_ID: z.guid('must be the directory (tenant) id of the bot, a GUID').optional(),
  SESSION_DAYS: wholeNumber(1, 90).default(7),
  SMS_DAILY_PARTS: wholeNumber(0, 999_999_999).default(10_000),
  SMS_DAILY_PARTS_FOREIGN: wholeNumber(0, 999_999_999).default(1000),
  LANGUAGES_ALLOW_DRAFT: z
    .string()
    .transform((value) => value.split(',').map((one) => one.trim()))
    .refine(
      (all) => all.every((one) => isLanguage(one)),
      `must be some of ${languages.join(', ')}, separated by commas`,
    )
    .default([]),
  ALERT_URL: z
    .string()
    .refine((value) => URL.canParse(value) && /^https?:/.test(value), 'must be an http(s) address')
    .optional(),
  LEAVE_URL: z
    .url('must be an http(s) address')
    .regex(/^https?:/, 'must be an http(s) address')
    .default('https://www.bbc.co.uk/weather'),
  EMBED_ORIGINS: z
    .string()
    .transform((value) => value.split(',').map((one) => one.trim()))
    .refine((all) => all.every(isOrigin), 'must be origins like https://www.council.example, separated by commas')
    .default([]),
  SMS_NUMBER: phone.optional(),
  WHATSAPP_NUMBER: phone.optional(),
  IMPORT_HOSTS: z
    .string()
    .transform((value) => value.split(',').map((one) => one.trim().toLowerCase()))
    .refine(
      (hosts) => hosts.every((host) => /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?$/.test(host)),
      'must be names of hosts, such as directory.example.org, separated by commas',
    )
    .default([]),
  DESK_OIDC_ISSUER: address('must be the http(s) address of the OpenID Connect provider').optional(),
  DESK_OIDC_CLIENT_ID: z.string().optional(),
  DESK_OIDC_CLIENT_SECRET: z.string().optional(),
  DESK_PEOPLE: z.string().optional(),
  DESK_SESSION_KEYS: z
    .string()
    .transform((value) => value.split(',').map((one) => one.trim()))
    .refine(
      (keys) => keys.every((key) => key.length >= 32),
      'must be one key of at least 32 characters, or several separated by commas, newest first',
    )
    .optional(),
  OPERATOR_NAME: z
    .string()
    .regex(/^[^\p{C}]{1,80}$/u, 'must be a name of at most 80 characters')
    .optional(),
  OPERATOR_CONTACT: z
    .union([z.email(), z.url({ protocol: /^https$/ })], 'must be an e-mail address or an https address')
    .optional(),
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'must be trace, debug, info, warn, error, fatal or silent',
    )
    .default('info'),
})

function isLanguage(value: string): boolean {
  return (languages as readonly string[]).includes(value)
}

/** An origin and nothing more: it is put into a header. */
function isOrigin(value: string): boolean {
  return URL.canParse(value) && /^https?:/.test(value) && new URL(value).origin === value
}

function isPlainAddress(value: string): boolean {
  if (!URL.canParse(value)) return false
  const url = new URL(value)
  return /^https?:$/.test(url.protocol) && !/[?#\s]/.test(value) && url.username === '' && url.password === ''
}

function botServiceOf(values: z.infer<typeof variables>): BotServiceConfig | null {
  const { BOT_CLIENT_ID: clientId, BOT_CLIENT_SECRET: clientSecret, BOT_TENANT_ID: tenantId } = values
  if (clientId && clientSecret && tenantId) return { clientId, clientSecret, tenantId }
  const named = Object.entries({ BOT_CLIENT_ID: clientId, BOT_CLIENT_SECRET: clientSecret, BOT_TENANT_ID: tenantId })
  const [given] = named.find(([, value]) => value) ?? []
  const [missing] = named.find(([, value]) => !value) ?? []
  if (given && missing) throw new ConfigError(missing, `is missing, though ${given} is set`)
  return null
}

function operatorOf({ OPERATOR_NAME: name, OPERATOR_CONTACT: contact }: z.infer<typeof variables>): Config['operator'] {
  if (name && contact) return { name, contact }
  if (name) throw new ConfigError('OPERATOR_CONTACT', 'is missing, though OPERATOR_NAME is set')
  if (contact) throw new ConfigError('OPERATOR_NAME', 'is missing, though OPERATOR_CONTACT is set')
  return null
}

function twilioOf(values: z.infer<typeof variables>): TwilioConfig | null {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authTokens, TWILIO_API_BASE: apiBase } = values
  if (accountSid && authTokens)
    return { accountSid, authTokens, apiBase: apiBase ?? null, optOut: values.TWILIO_OPTOUT }
  if (accountSid) throw new ConfigError('TWILIO_AUTH_TOKEN', 'is missing, though TWILIO_ACCOUNT_SID is set')
  if (authTokens) throw new ConfigError('TWILIO_ACCOUNT_SID', 'is missing, though TWILIO_AUTH_TOKEN is set')
  return null
}

/** With a provider all of it is needed; without one only a trial has a desk. */
function deskOf(values: z.infer<typeof variables>, production: boolean): DeskConfig | null {
  const { DESK_OIDC_ISSUER: issuer, DESK_OIDC_CLIENT_ID: clientId, DESK_OIDC_CLIENT_SECRET: clientSecret } = values
  const { DESK_PEOPLE: people = null, DESK_SESSION_KEYS: sessionKeys = [] } = values
  if (!issuer) return production ? null : { oidc: null, people: null, sessionKeys }
  if (production && !issuer.startsWith('https:'))
    throw new ConfigError('DESK_OIDC_ISSUER', 'must be https in production')
  const missing = (name: string) => new ConfigError(name, 'is missing, though DESK_OIDC_ISSUER is set')
  if (!clientId) throw missing('DESK_OIDC_CLIENT_ID')
  if (!clientSecret) throw missing('DESK_OIDC_CLIENT_SECRET')
  if (!people) throw missing('DESK_PEOPLE')
  if (sessionKeys.length === 0) throw missing('DESK_SESSION_KEYS')
  return { oidc: { issuer, clientId, clientSecret }, people, sessionKeys }
}

function keysBeside(store: StoreAddress, production: boolean): PseudonymKey[] {
  if (production) throw new ConfigError('PSEUDONYM_KEYS', 'is missing; in production it must be given')
  // Who shares a store must know people by the same names.
  if (store.kind === 'redis')
    throw new ConfigError('PSEUDONYM_KEYS', 'is missing; with a store in Redis it must be given')
  if (store.path === inMemory) return passingKey()
  const path = join(dirname(store.path), 'pseudonym.keys')
  try {
    return keptKeys(path)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'its content is something else'
    throw new ConfigError('PSEUDONYM_KEYS', `is missing, and no key could be kept in ${path} (${reason})`)
  }
}
