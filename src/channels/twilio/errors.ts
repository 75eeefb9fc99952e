import { JobError } from '../../delivery/job-error.ts'

/** What one of Twilio's error codes means to us. */
export type Fault = {
  /** A word for logs and dead letters. */
  meaning: string
  /** The same again, later, may succeed. */
  retry: boolean
  /** The person wants no more texts on this channel. */
  optOut?: true
  /** Not before so many milliseconds. */
  afterMs?: number
}

/** Twilio's codes (twilio.com/docs/api/errors/CODE) as docs/twilio.md lists them. */
export const faults: Readonly<Record<string, Fault>> = {
  14107: { meaning: 'too_many_replies', retry: false },
  20003: { meaning: 'credentials_refused', retry: false },
  20009: { meaning: 'not_finished_yet', retry: true, afterMs: 60_000 },
  20404: { meaning: 'not_found', retry: false },
  20429: { meaning: 'too_many_requests', retry: true },
  21211: { meaning: 'no_such_number', retry: false },
  21408: { meaning: 'country_not_permitted', retry: false },
  21610: { meaning: 'opted_out', retry: false, optOut: true },
  21611: { meaning: 'queue_full', retry: true },
  21612: { meaning: 'no_route', retry: false },
  21614: { meaning: 'not_a_mobile', retry: false },
  21617: { meaning: 'too_long', retry: false },
  21635: { meaning: 'landline', retry: false },
  21654: { meaning: 'content_missing', retry: false },
  21655: { meaning: 'content_unknown', retry: false },
  21656: { meaning: 'content_words_refused', retry: false },
  30001: { meaning: 'queue_full', retry: true },
  30002: { meaning: 'account_suspended', retry: false },
  30003: { meaning: 'handset_unreachable', retry: true },
  30004: { meaning: 'blocked', retry: false },
  30005: { meaning: 'handset_unknown', retry: false },
  30006: { meaning: 'landline_or_carrier', retry: false },
  30007: { meaning: 'filtered_by_carrier', retry: false },
  30008: { meaning: 'unknown', retry: true },
  63001: { meaning: 'channel_refuses_credentials', retry: false },
  63002: { meaning: 'no_such_sender', retry: false },
  63003: { meaning: 'not_on_whatsapp', retry: false },
  63005: { meaning: 'content_not_accepted', retry: false },
  63007: { meaning: 'no_such_sender', retry: false },
  63008: { meaning: 'channel_misconfigured', retry: false },
  63010: { meaning: 'provider_failed', retry: true },
  63012: { meaning: 'channel_failed', retry: true },
  63013: { meaning: 'against_channel_policy', retry: false },
  63014: { meaning: 'blocked_by_person', retry: false, optOut: true },
  63016: { meaning: 'outside_window', retry: false },
  63018: { meaning: 'too_many_requests', retry: true },
  63020: { meaning: 'business_not_accepted', retry: false },
  63021: { meaning: 'content_invalid', retry: false },
  63024: { meaning: 'invalid_recipient', retry: false },
  63027: { meaning: 'template_unknown', retry: false },
  63028: { meaning: 'template_words_missing', retry: false },
  63032: { meaning: 'held_back_by_whatsapp', retry: false },
}

/** What a code means; undefined where it is not on the list. */
export function faultOf(code: unknown): Fault | undefined {
  const key = String(code)
  return Object.hasOwn(faults, key) ? faults[key] : undefined
}

/** Failures on the way, as Node and the client name them. */
const onTheWay = new Set(
  'ECONNRESET ECONNREFUSED ECONNABORTED ETIMEDOUT EPIPE ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH'.split(' '),
)

/** What a call to Twilio rejected with, as the worker reads it: again later, or never. */
export function jobErrorOf(error: unknown): JobError {
  const { status, code } = (error ?? {}) as { status?: unknown; code?: unknown }
  const fault = faultOf(code)
  if (fault) return new JobError(fault.meaning, fault)
  if (status === 429) return new JobError('too_many_requests', { retry: true })
  if (typeof status === 'number' && status >= 500) return new JobError('provider_failed', { retry: true })
  if (typeof code === 'string' && onTheWay.has(code)) return new JobError('provider_unreachable', { retry: true })
  return new JobError('refused_by_provider', { retry: false })
}
