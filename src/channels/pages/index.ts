import { readFileSync } from 'node:fs'
import { type Request, type Response, Router } from 'express'
import type { Sentences } from '../../content/sentences.ts'
import { retention } from '../../privacy/index.ts'
import type { Language } from '../../taxonomy.ts'
import { frameCss, framed, leaveFor, leaveScript } from '../frame.ts'
import { type Html, html, withCallLinks } from '../page.ts'

/** A package we run with, as its licence asks to be named. */
export type Licensed = { name: string; version: string; licence: string }

export type PagesParts = {
  sentences: () => Sentences
  offered: () => readonly Language[]
  /** The area's name, and what the licences of its data ask to be shown. */
  area: () => { name: string; attribution: readonly string[] }
  packages: readonly Licensed[]
  /** Who answers for the service, and where they are written to. Null: nobody is named. */
  operator: { name: string; contact: string } | null
  /** The numbers that sentences name, for call links. */
  numbers: () => readonly string[]
  /** How long a conversation is remembered after its last message. */
  sessionDays: number
  /** Where "leave this page" leads. */
  leaveUrl: string
}

/** What crawlers need not open; a link opened by one would be counted as opened by a person. */
const robots = [
  'User-agent: *',
  ...['/go/', '/refer', '/phone', '/channels/', '/suggested'].map((path) => `Disallow: ${path}`),
  '',
]

/** The way out, as the chat has it. */

/** The parts of /about, in the order they are read; /person shows the one of its name. */
const about = ['what', 'person', 'sees', 'wipe'] as const

/**
 * The pages around the chat: GET /about (/privacy leads to its part on that) and /person (in the language `lang` names), /accessibility and /licences (in
 * English), /robots.txt.
 */
export function createPagesRouter(parts: PagesParts): Router {
  const router = Router()
  const css = readFileSync(new URL('pages.css', import.meta.url))
  const script = readFileSync(new URL('../web/assets/leave.js', import.meta.url))
  router.get(frameCss, (_request, response) => {
    response.type('text/css').set('Cache-Control', 'public, max-age=3600').send(css)
  })
  router.get(leaveScript, (_request, response) => {
    response.type('text/javascript').set('Cache-Control', 'public, max-age=3600').send(script)
  })
  router.get('/robots.txt', (_request, response) => void response.type('text/plain').send(robots.join('\n')))
  router.get('/about', (request, response) => {
    const language = languageOf(request)
    const main = about.map((part) => section(language, part))
    show(response, language, '/about', say(language, 'about:title'), html`${main}`)
  })
  router.get('/privacy', (request, response) => response.redirect(301, `/about?lang=${languageOf(request)}#sees`))
  router.get('/person', (request, response) => {
    const language = languageOf(request)
    const { title, lines } = partOf(language, 'about:person')
    show(response, language, '/person', title, paragraphs(lines))
  })
  router.get('/accessibility', (_request, response) => {
    const { title, lines } = partOf('en', 'pages:accessibility')
    show(response, 'en', '', title, html`${paragraphs(lines)}${operator('en', 'pages:tell')}`)
  })
  router.get('/licences', (_request, response) => {
    const { title, lines } = partOf('en', 'pages:licences')
    const data = parts.area().attribution.map((line) => html`<li>${line}</li>`)
    const packages = parts.packages.map(
      ({ name, version, licence }) => html`<li><b>${name}</b> ${version}: ${licence}</li>`,
    )
    const main = html`${paragraphs(lines)}<h2>${say('en', 'pages:data')}</h2><ul>${data}</ul>
<h2>${say('en', 'pages:packages')}</h2><ul class="packages">${packages}</ul>`
    show(response, 'en', '', title, main)
  })
  return router

  function say(language: Language, key: string): string {
    return parts.sentences().say(language, key, {
      area: parts.area().name,
      days: parts.sessionDays,
      suggestion: retention.suggestion / 86_400_000,
    })
  }

  function languageOf({ query }: Request): Language {
    return parts.offered().find((one) => one === query.lang) ?? 'en'
  }

  /** The sentences of one part, its title apart, in the order of the English file. */
  function partOf(language: Language, part: string): { title: string; lines: string[] } {
    const keys = [...parts.sentences().keys('en').keys()].filter((key) => key.startsWith(`${part}.`))
    return {
      title: say(language, `${part}.title`),
      lines: keys.filter((key) => !key.endsWith('.title')).map((key) => say(language, key)),
    }
  }

  function section(language: Language, part: (typeof about)[number]): Html {
    const { title, lines } = partOf(language, `about:${part}`)
    const who = part === 'sees' ? operator(language, 'about:operator') : ''
    return html`<section id="${part}"><h2>${title}</h2>${paragraphs(lines)}${who}</section>`
  }

  /** The sentence that names who answers for the service, or where they are told; the contact is a link. */
  function operator(language: Language, key: string): Html {
    if (!parts.operator) return html``
    const { name, contact } = parts.operator
    const href = contact.startsWith('https:') ? contact : `mailto:${contact}`
    const link = html`<a href="${href}" dir="ltr">${contact}</a>`
    const [before = '', after = ''] = parts
      .sentences()
      .say(language, key, { operator: name, write_to: '\n' })
      .split('\n')
    return html`<p>${before}${link}${after}</p>`
  }

  function paragraphs(lines: readonly string[]): Html {
    return html`${lines.map((line) => html`<p>${withCallLinks(line, parts.numbers())}</p>`)}`
  }

  /** @param path the page in another language; '' where there is none */
  function show(response: Response, language: Language, path: string, title: string, main: Html): void {
    const others = path === '' ? [] : parts.offered().filter((one) => one !== language)
    const name = (one: Language) => parts.sentences().say(one, `conversation:languages.${one}`, undefined, 'web')
    const link = (href: string, key: string) =>
      html`<li><a href="${href}?lang=${language}">${say(language, key)}</a></li>`
    const leave = leaveFor((key) => say(language, key), parts.leaveUrl)
    const top = html`<header><a href="/?lang=${language}">${say(language, 'about:chat')}</a>
${others.length > 0 ? html`<nav aria-label="${say(language, 'web:languages')}"><ul>${others.map((one) => html`<li><a href="${path}?lang=${one}" lang="${one}" dir="auto">${name(one)}</a></li>`)}</ul></nav>` : ''}
</header>`
    const bottom = html`<footer><ul>${link('/about', 'about:title')}${link('/person', 'about:person.title')}
<li><a href="/accessibility" lang="en">${say('en', 'pages:accessibility.title')}</a></li>
<li><a href="/licences" lang="en">${say('en', 'pages:licences.title')}</a></li></ul></footer>`
    response.type('html').send(framed({ language, title, leave, top, main, bottom }))
  }
}
