import { Temporal } from 'temporal-polyfill'
import { budgetOf, messagesOf, renderSms } from '../../channels/sms/render.ts'
import { smsSize } from '../../channels/sms/text.ts'
import { renderWeb } from '../../channels/web/render.ts'
import type { Bundle } from '../../content/index.ts'
import type { Reply } from '../../conversation/reply.ts'
import type { Language } from '../../taxonomy.ts'

/** Renders a reply on every channel; gives what is wrong with it, in words that name `where` it was met. */
export function limitsOf(bundle: Bundle, reply: Reply, now: number, where: string): string[] {
  return messagesOf(reply).flatMap((message) => limitsOfMessage(bundle, message, now, where))
}

function limitsOfMessage(bundle: Bundle, reply: Reply, now: number, where: string): string[] {
  const wording = {
    sentences: bundle.sentences,
    directory: bundle.directory,
    now: Temporal.Instant.fromEpochMilliseconds(now),
  }
  try {
    renderWeb(wording, bundle.numbers, reply)
    const text = renderSms(bundle.flow, wording, reply)
    const size = smsSize(text)
    const budget = budgetOf(bundle.flow, reply)
    const [gsm, ucs] = bundle.flow.sms.parts[budget]
    const allowed = size.encoding === 'GSM-7' ? gsm : ucs
    return [
      ...(text === '' ? [`${where}: says nothing`] : []),
      ...(size.parts > allowed
        ? [`${where}: ${size.parts} SMS parts, ${allowed} allowed (${size.characters} characters, ${size.encoding})`]
        : []),
      ...(inGsm7(reply.language) && size.encoding === 'UCS-2'
        ? [
            `${where}: a letter outside GSM-7 doubles its price: ${[...text].find((one) => smsSize(one).encoding === 'UCS-2')}`,
          ]
        : []),
    ]
  } catch (error) {
    return [`${where}: ${error instanceof Error ? error.message : String(error)}`]
  }
}

/** Languages in Latin letters fit GSM-7 once made plain; the others never do. */
export function inGsm7(language: Language): boolean {
  return new Intl.Locale(language).maximize().script === 'Latn'
}
