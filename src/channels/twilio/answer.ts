import type { Response } from 'express'
import type { Turn } from '../../delivery/index.ts'
import { messageBreak } from '../words/index.ts'
import { eraseJob } from './erase.ts'

/**
 * Answers a webhook in TwiML: the messages of a reply, or none for ''.
 * @param action where Twilio tells what became of them
 */
export function answerTwiml(response: Response, reply: string, action?: string): void {
  const twiml = twimlOf(reply, action)
  // A program reads it, which knows what it asked for: without Express's entity tag and the headers that guard a page.
  response.writeHead(200, {
    'Content-Type': 'text/xml; charset=utf-8',
    'Content-Length': Buffer.byteLength(twiml),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  })
  response.end(twiml)
}

/**
 * As Twilio's own builder writes it (a test holds the two together), which takes longer than the rest of an answer. What XML
 * cannot hold is left out, where the builder throws.
 */
export function twimlOf(reply: string, action?: string): string {
  const messages = reply.split(messageBreak).filter((message) => message !== '')
  if (messages.length === 0) return `${declaration}<Response/>`
  const open = action ? `<Message action="${escapedAction(action)}">` : '<Message>'
  const said = messages.map((message) => `${open}${escaped(message)}</Message>`)
  return `${declaration}<Response>${said.join('')}</Response>`
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>'

/** https://www.w3.org/TR/xml/#charsets */
const notXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' }

function escaped(text: string): string {
  return text.replace(notXml, '').replace(/[&<>\r]/g, (mark) => marks[mark] ?? '')
}

/** An address of ours, with a query at most. */
function escapedAction(address: string): string {
  return address.replace(/[&<"]/g, (mark) => marks[mark] ?? '')
}

/** FORGET forgets at Twilio too. */
export function erasing(turn: Turn): Turn {
  return (...given) => {
    const result = turn(...given)
    const [, , now] = given
    return result.forget ? { ...result, jobs: [...(result.jobs ?? []), eraseJob(now)] } : result
  }
}
