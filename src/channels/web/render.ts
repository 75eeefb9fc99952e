import type { Block, Reply } from '../../conversation/reply.ts'
import type { Listed } from '../../directory/index.ts'
import { directionOf } from '../../taxonomy.ts'
import { type Html, html, withCallLinks } from '../page.ts'
import { type CardWords, cardWords, type Link, linkOf, listingWords, type Wording } from '../words/index.ts'

/**
 * A reply as one piece of HTML for the chat page: buttons for choices, links for numbers and sites. `numbers` are the
 * crisis lines' numbers, made into call links wherever a sentence names one.
 */
export function renderWeb(
  wording: Omit<Wording, 'language' | 'channel'>,
  numbers: readonly string[],
  reply: Reply,
): string {
  const told: Wording = { ...wording, language: reply.language, channel: 'web' }
  const blocks = reply.blocks
    .filter((block) => block.type !== 'text' || !block.only)
    .map((block) => renderBlock(told, numbers, block))
  return html`<div class="reply" lang="${reply.language}" dir="${directionOf(reply.language)}">${blocks}</div>`.html
}

function renderBlock(wording: Wording, numbers: readonly string[], block: Block): Html {
  const { sentences, language } = wording
  switch (block.type) {
    case 'text':
      return html`<p>${withCallLinks(sentences.say(language, block.key, block.params, 'web'), numbers)}</p>`
    case 'danger':
      return html`<p class="danger" role="alert" lang="${block.language ?? language}" dir="${directionOf(block.language ?? language)}">${withCallLinks(sentences.say(block.language ?? language, block.key, undefined, 'web'), numbers)}</p>`
    case 'choices':
      // The way to urgent help stands on the page itself, always.
      return html`<ul class="choices">${block.items
        .filter((item) => item.value !== 'command:help')
        .map(
          (item) =>
            html`<li>${button(item.value, sentences.say(language, item.label, item.params, 'web'), 'choice')}</li>`,
        )}</ul>`
    case 'services':
      return html`<ol class="services">${block.items.map(({ listed }) => {
        const words = listingWords(wording, listed)
        const link = linkOf(wording, listed)
        if (!words || !link) return html``
        return html`<li>
<h3>${words.name}</h3>
<p>${words.kind}</p>
${facts([words.opening, words.distance])}
<p>${anchor(link, words.contact)}${mark(words.unconfirmed)}</p>
${button(`service:${words.id}`, sentences.say(language, 'listing:details'), 'more', words.name)}
</li>`
      })}</ol>`
    case 'card': {
      const words = cardWords(wording, block.listed)
      const link = linkOf(wording, block.listed)
      return words && link ? card(wording, block.listed, words, link) : html``
    }
  }
}

function card(wording: Wording, listed: Listed, words: CardWords, link: Link): Html {
  const label = (field: string) => wording.sentences.say(wording.language, `listing:label.${field}`, undefined, 'web')
  const fields: [string, string | null][] = [
    ['why', words.why],
    ['opening', words.opening],
    ['distance', words.distance],
    ['address', words.address],
    ['cost', words.cost],
    ['languages', words.languages],
    ['who', words.who],
    ['first', words.first],
    ['words', words.words],
    ['easier', words.easier],
  ]
  return html`<section class="card">
<h3>${words.name}</h3>
<p>${words.about}</p>
<p>${mark(words.unconfirmed)}</p>
<p class="contact">${anchor(link, words.contact)}</p>
${words.others.map(({ contact, words: other }) => {
  const way = linkOf(wording, listed, contact)
  return way ? html`<p class="contact">${anchor(way, other)}</p>` : html``
})}
<dl>${fields.flatMap(([field, text]) => (text ? [html`<dt>${label(field)}</dt><dd>${text}</dd>`] : []))}</dl>
</section>`
}

function anchor(link: Link, text: string): Html {
  if (!link.href) return html`${text}`
  return link.outside
    ? html`<a href="${link.href}" rel="noreferrer noopener" target="_blank">${text}</a>`
    : html`<a href="${link.href}">${text}</a>`
}

function mark(text: string | null): Html {
  return text ? html` <span class="unconfirmed">${text}</span>` : html``
}

function facts(words: (string | null)[]): Html {
  const told = words.filter(Boolean).join(' · ')
  return told ? html`<p>${told}</p>` : html``
}

function button(value: string, text: string, kind: string, about = ''): Html {
  const name = about ? html` aria-label="${text}: ${about}"` : html``
  return html`<button form="chat" name="value" value="${value}" class="${kind}"${name}>${text}</button>`
}
