import { toString as toQr } from 'qrcode'
import type { Sentences } from '../../content/sentences.ts'
import type { Language } from '../../taxonomy.ts'
import { type Html, html, htmlDocument, withCallLinks } from '../page.ts'
import { bar } from './page.ts'
import { shell } from './shell.ts'

export type SmallPage = { sentences: Sentences; language: Language; nonce: string; leaveUrl: string }

/** Numbers in E.164 a conversation can be carried on with; null where there is none. */
export type Numbers = { smsNumber: string | null; whatsappNumber: string | null }

/**
 * How to hide that one was here: what this page keeps (nothing), and what the browser and the phone do keep. `numbers` are
 * made into call links.
 */
export function historyPage(page: SmallPage, numbers: readonly string[]): string {
  const say = (key: string) => page.sentences.say(page.language, `web:hide.${key}`)
  return smallPage(
    page,
    say('heading'),
    html`<p>${say('kept')}</p>
<ul>${['browser', 'one', 'next', 'calls', 'device'].map((key) => html`<li>${say(key)}</li>`)}</ul>
<p>${withCallLinks(say('afraid'), numbers)}</p>`,
  )
}

/**
 * How to carry on by text on another phone: a square for its camera, and the number. What is sent first is a word that
 * begins in this language; nothing of the conversation here goes along.
 */
export async function carryOnPage(page: SmallPage, { smsNumber, whatsappNumber }: Numbers): Promise<string> {
  const say = (key: string, params?: Record<string, string>) =>
    page.sentences.say(page.language, `web:carry.${key}`, params)
  const word = say('word')
  const ways: Html[] = []
  if (smsNumber)
    ways.push(
      await way(
        `SMSTO:${smsNumber}:${word}`,
        `sms:${smsNumber}?&body=${encodeURIComponent(word)}`,
        say('sms', { word, number: spaced(smsNumber) }),
      ),
    )
  if (whatsappNumber) {
    const chat = `https://wa.me/${whatsappNumber.slice(1)}?text=${encodeURIComponent(word)}`
    ways.push(await way(chat, chat, say('whatsapp', { word, number: spaced(whatsappNumber) })))
  }
  return smallPage(page, say('heading'), html`<p>${say('how')}</p>${ways}<p>${say('note')}</p>`)
}

async function way(square: string, href: string, words: string): Promise<Html> {
  const svg = await toQr(square, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' })
  return html`<section class="card"><a class="qr" href="${href}" rel="noreferrer noopener">${{ html: svg.replace('<svg ', '<svg aria-hidden="true" ') }}<span>${words}</span></a></section>`
}

function smallPage(page: SmallPage, heading: string, body: Html): string {
  return shell({
    ...page,
    title: page.sentences.say(page.language, 'web:title'),
    scripts: 'leave',
    body: html`${bar(page, null)}<main class="told"><h2 class="heading">${heading}</h2>${body}</main>`,
  })
}

/**
 * What the server answers to leaving: an empty page that goes on to somewhere neutral by itself, whatever the form that
 * was sent, and whether or not there is script. Its title is the other site's name.
 */
export function leavingPage(leaveUrl: string): string {
  const { host } = new URL(leaveUrl)
  return htmlDocument({
    language: 'en',
    title: host,
    head: html`<meta http-equiv="refresh" content="0;url=${leaveUrl}">`,
    body: html`<a href="${leaveUrl}">${host}</a>`,
  })
}

/** "+44 7700 900123": a British number as it is read out; others as they are. */
function spaced(number: string): string {
  return number.replace(/^\+44(\d{4})(\d{6})$/, '0$1 $2')
}
