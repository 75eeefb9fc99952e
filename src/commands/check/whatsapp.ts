import { renderSms } from '../../channels/sms/render.ts'
import { messageBreak } from '../../channels/sms/text.ts'
import { listingWords } from '../../channels/words/index.ts'
import type { Bundle } from '../../content/index.ts'
import type { Block, Reply } from '../../conversation/reply.ts'
import { type Told, tried } from './limits.ts'

/**
 * What WhatsApp allows, in characters (developers.facebook.com, interactive reply buttons and interactive lists, 2026;
 * button titles: Exotel's and PyWa's documents; body: Twilio's Content API).
 */
export const whatsapp = { buttons: 3, button: 20, rows: 10, row: 24, description: 72, body: 1024 }

/** What can be chosen: its title and, in a list, the line under it. */
type Row = { title: string; description?: string }

/**
 * What of a reply WhatsApp would refuse or cut off: a choice as the title of a button (up to three choices) or of a row of a
 * list (up to ten), the line under it, and all that is said as a body. More than ten choices are sent as numbered text.
 */
export function whatsappProblems(bundle: Bundle, told: Told, reply: Reply): string[] {
  return tried(() => problemsOf(bundle, told, reply))
}

function problemsOf(bundle: Bundle, told: Told, reply: Reply): string[] {
  const rows = reply.blocks.flatMap((block) => rowsOf(block, told, reply))
  const buttons = rows.length <= whatsapp.buttons && rows.every(({ description }) => description === undefined)
  const most = buttons ? whatsapp.button : whatsapp.row
  const asRows = rows.length > whatsapp.rows ? [] : rows
  // All that could be said: nothing is left out to save parts.
  const flow = { ...bundle.flow, sms: { ...bundle.flow.sms, list_drops: [], card_drops: [] } }
  const body = Math.max(
    ...renderSms(flow, told, reply)
      .split(messageBreak)
      .map((one) => one.length),
  )
  return [
    ...asRows
      .filter(({ title }) => title.length > most)
      .map(
        ({ title }) =>
          `the choice "${title}" has ${title.length} characters, ${most} fit a ${buttons ? 'button' : 'row'}`,
      ),
    ...asRows
      .filter(({ description = '' }) => description.length > whatsapp.description)
      .map(
        ({ description = '' }) =>
          `"${description}" has ${description.length} characters, ${whatsapp.description} fit a row`,
      ),
    ...(body > whatsapp.body ? [`a body of ${body} characters, ${whatsapp.body} fit`] : []),
  ]
}

function rowsOf(block: Block, told: Told, { language }: Reply): Row[] {
  const { sentences } = told
  if (block.type === 'choices')
    return block.items.map(({ label, params }) =>
      // Of a part of a town the name is the title, and the town stands under it.
      label === 'conversation:place.in_town'
        ? { title: String(params?.name), description: String(params?.town) }
        : { title: sentences.say(language, label, params) },
    )
  if (block.type !== 'services') return []
  return block.items.flatMap(({ listed }) => {
    // The short name, as by SMS.
    const words = listingWords({ ...told, language, channel: 'sms' }, listed)
    return words ? { title: words.name, description: words.kind } : []
  })
}
