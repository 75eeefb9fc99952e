import type { Block, Reply } from '../../conversation/reply.ts'
import type { Listed } from '../../directory/index.ts'
import { directionOf, type Language } from '../../taxonomy.ts'
import { firstNumber, type Html, html, withCallLinks } from '../page.ts'
import { type CardWords, cardWords, type Link, linkOf, listingWords, type Wording } from '../words/index.ts'
import { calendarLinks, keepWays } from './keep.ts'
import { mapLink } from './links.ts'
import { type MapPlaces, mapOf } from './map.ts'

/** What a page needs besides the words: the crisis lines' numbers, made into call links wherever a sentence names one. */
type Around = { numbers: readonly string[]; places: MapPlaces }

/**
 * A reply as one piece of HTML for the chat page: buttons for choices, links for numbers and sites. What stands in
 * `extra` is for convenience, and no part of what is said.
 */
export function renderWeb(wording: Omit<Wording, 'language' | 'channel'>, around: Around, reply: Reply): string {
  const told: Wording = { ...wording, language: reply.language, channel: 'web' }
  const say = (key: string) => wording.sentences.say(reply.language, `web:${key}`)
  const blocks = reply.blocks
    .filter((block) => block.type !== 'text' || !block.only)
    .map((block) => renderBlock(told, around, block))
  return html`<div class="reply" lang="${reply.language}" dir="${directionOf(reply.language)}" role="group" aria-label="${say('reply')}" tabindex="-1">${blocks}
<p class="extra"><button type="button" class="aloud" data-stop="${say('aloud_stop')}" hidden>${say('aloud')}</button></p></div>`
    .html
}

function renderBlock(wording: Wording, around: Around, block: Block): Html {
  const { sentences, language } = wording
  const { numbers } = around
  switch (block.type) {
    case 'text':
      return html`<p>${withCallLinks(sentences.say(language, block.key, block.params, 'web'), numbers)}${block.page ? pageLink(wording, block.page) : html``}</p>`
    case 'danger':
      return danger(wording, block.language ?? language, block.key, numbers)
    case 'choices':
      // The way to urgent help stands on the page itself, always.
      return html`<ul class="choices">${block.items
        .filter((item) => item.value !== 'command:help')
        .map(
          (item) =>
            html`<li>${button(item.value, sentences.say(language, item.label, item.params, 'web'), 'choice')}</li>`,
        )}</ul>`
    case 'services':
      return services(wording, around, block)
    case 'card': {
      const words = cardWords(wording, block.listed)
      const link = linkOf(wording, block.listed)
      return words && link ? card(wording, block.listed, words, link) : html``
    }
  }
}

/** Opens beside the conversation, which stays where it is. */
function pageLink({ sentences, language }: Wording, page: string): Html {
  return html` <a href="${page}?lang=${language}" target="_blank" rel="noopener">${sentences.say(language, 'web:look')}</a>`
}

/** The words, and under them the first number in them once more, large enough for a hand that shakes. */
function danger({ sentences }: Wording, language: Language, key: string, numbers: readonly string[]): Html {
  const text = sentences.say(language, key, undefined, 'web')
  const first = firstNumber(text, numbers)
  const call = first
    ? html`<p class="extra"><a class="call" href="tel:${first.replaceAll(' ', '')}" dir="ltr">${first}</a></p>`
    : html``
  return html`<p class="danger" role="alert" lang="${language}" dir="${directionOf(language)}">${withCallLinks(text, numbers)}</p>${call}`
}

function services(wording: Wording, { places }: Around, block: Extract<Block, { type: 'services' }>): Html {
  const say = (key: string) => wording.sentences.say(wording.language, key, undefined, 'web')
  const map = mapOf(wording, places, block.items, block.place ?? null)
  const rows = block.items.map(({ key, listed }) => {
    const words = listingWords(wording, listed)
    const link = linkOf(wording, listed)
    if (!words || !link) return html``
    return html`<li value="${key}">
<h2>${apart(words.name)}</h2>
<p>${words.kind}</p>
${facts([openingMark(listed, words.opening), words.distance])}
<p class="contact">${anchor(link, words.contact, whereOf(wording, listed))}${mark(words.unconfirmed)}</p>
${button(`service:${words.id}`, say('listing:details'), 'more', words.name)}
</li>`
  })
  return html`<ol class="services">${rows}</ol>
${map ? html`<details class="extra"><summary>${say('web:map')}</summary>${map}</details>` : html``}
${keepWays(
  wording,
  block.items.map(({ listed }) => listed),
)}`
}

/** An address opens the phone's maps where its position is known. */
function whereOf(wording: Wording, listed: Listed): (text: string) => Html {
  return (text) => mapLink(wording, listed, text, apart(text)) ?? apart(text)
}

/** English words in a page that may run from right to left: a house number stays before its street. */
function apart(text: string): Html {
  return html`<bdi>${text}</bdi>`
}

/** Open or not, by a shape beside the words: never by colour alone. */
function openingMark({ opening }: Listed, words: string | null): Html | null {
  if (!words) return null
  const open = opening.state === 'always' || opening.state === 'open'
  return open ? html`<span class="open">${words}</span>` : html`<span>${words}</span>`
}

function card(wording: Wording, listed: Listed, words: CardWords, link: Link): Html {
  const label = (field: string) => wording.sentences.say(wording.language, `listing:label.${field}`, undefined, 'web')
  const { address } = words
  const fields: [string, string | Html | null][] = [
    ['why', words.why],
    ['opening', openingMark(listed, words.opening)],
    ['distance', words.distance],
    ['address', address && whereOf(wording, listed)(address)],
    ['cost', words.cost],
    ['languages', words.languages],
    ['who', words.who],
    ['lived', words.lived],
    ['first', words.first],
    ['words', words.words],
    ['easier', words.easier],
  ]
  return html`<section class="card">
<h2>${apart(words.name)}</h2>
<p>${words.about}</p>
${words.unconfirmed ? html`<p>${mark(words.unconfirmed)}</p>` : html``}
<p class="contact">${anchor(link, words.contact, whereOf(wording, listed))}</p>
${words.others.map(({ contact, words: other }) => {
  const way = linkOf(wording, listed, contact)
  return way ? html`<p class="contact">${anchor(way, other, whereOf(wording, listed))}</p>` : html``
})}
<dl>${fields.flatMap(([field, text]) => (text ? [html`<dt>${label(field)}</dt><dd>${text}</dd>`] : []))}</dl>
</section>
${keepWays(wording, [listed], calendarLinks(wording, listed))}`
}

/** What a tap does; `place` is shown where there is nothing to call or open but a door. */
function anchor(link: Link, text: string, place: (text: string) => Html): Html {
  if (!link.href) return place(text)
  return link.outside
    ? html`<a href="${link.href}" rel="noreferrer noopener" target="_blank">${text}</a>`
    : html`<a href="${link.href}">${text}</a>`
}

function mark(text: string | null): Html {
  return text ? html` <span class="unconfirmed">${text}</span>` : html``
}

function facts(words: (string | Html | null)[]): Html {
  const told = words.flatMap((one) => (one ? [html`${one}`] : []))
  return told.length > 0 ? html`<p>${told.map((one, at) => (at > 0 ? html` · ${one}` : one))}</p>` : html``
}

function button(value: string, text: string, kind: string, about = ''): Html {
  const name = about ? html` aria-label="${text}: ${about}"` : html``
  return html`<button form="chat" name="value" value="${value}" class="${kind}"${name}>${text}</button>`
}
