import { newsOf } from '../../assistant.ts'
import { partsCount } from '../../channels/sms/budget.ts'
import { smsSize } from '../../channels/sms/text.ts'
import { nextDaytime } from '../../channels/twilio/send-later.ts'
import { nameOf } from '../../directory/import/names.ts'
import { isPersonalNumber, phoneOf } from '../../directory/import/phones.ts'
import { webOf } from '../../directory/import/values.ts'
import { contact as contactShape } from '../../directory/service.ts'
import { firstRecord, idFor } from '../../publishing/first-record.ts'
import { hashOf } from '../../publishing/releases.ts'
import type { News, Outcome, Suggestion } from '../../publishing/suggestions.ts'
import { directionOf, needs } from '../../taxonomy.ts'
import { allRecords, areasOf, pathOf } from './directory.ts'
import { type Fields, fieldsOf } from './form.ts'
import { dayOf, missing, navFor, notAllowed, whenOf } from './pages.ts'
import type { DeskParts, DeskRoute, Handle, Visitor } from './parts.ts'
import { mayChange } from './people.ts'

/** Why a curator does not use one. */
const reasons = ['not_found', 'outside', 'closed', 'other', 'person', 'harm'] as const

/** Contacts that a first draft can be given; the others need more than one field. */
const contactTypes = ['phone', 'web', 'email'] as const

type Known = { id: string } & Suggestion

/** Places that people told us of: read, made into drafts, recognised as listed, or not used. Then their words go. */
export function suggestionRoutes(parts: DeskParts): DeskRoute[] {
  const { say, render, suggestions, workbench, live } = parts
  const nav = navFor(parts, 'today')
  const ours = () => areasOf(parts)[0] ?? ''
  const may = (visitor: Visitor) => mayChange(visitor.person, { area: ours(), fits: [] })

  const toldOf = ({ id, language, at, ...words }: Known) => ({
    ...{ id, ...words, language, direction: directionOf(language), when: whenOf(at) },
    languageName: new Intl.DisplayNames('en', { type: 'language' }).of(language) ?? language,
  })

  const page = async (visitor: Visitor, known: Known, fields: Fields = {}, errors: Record<string, string> = {}) => {
    const title = say('desk:suggestions.place')
    const records = nearestFirst(await allRecords(parts), known.name)
    const first = { name: known.name, address: known.where }
    const one = toldOf(known)
    return render('desk/suggestion.njk', {
      ...{ title, nav, visitor, one, records, needs, reasons, contactTypes, errors },
      fields: { ...first, ...fields },
    })
  }

  /** Asked of one that is still open, by somebody whose it is. */
  const about =
    (handle: (known: Known, ...given: Parameters<Handle>) => Promise<void>): Handle =>
    async (request, response, visitor) => {
      if (!may(visitor)) return notAllowed(parts, response, visitor)
      const known = (await suggestions.open()).find(({ id }) => id === request.params.id)
      return known ? handle(known, request, response, visitor) : missing(parts, response, visitor)
    }

  const decide = async (known: Known, outcome: Outcome) =>
    suggestions.decide(known.id, outcome, newsFor(known, outcome))
  const newsFor = ({ channel, language }: Known, outcome: Outcome): News => {
    const now = parts.now()
    const text = newsOf(live.bundle(), outcome, { channel, language, now })
    const counters: Record<string, number> = channel === 'sms' ? { [partsCount]: smsSize(text).parts } : {}
    return { text, due: nextDaytime(now), counters, day: dayOf(now) }
  }
  const sayGone = (response: Parameters<Handle>[1], visitor: Visitor) => {
    const view = { title: say('desk:suggestions.gone.title'), text: say('desk:suggestions.gone.text') }
    response.status(409).send(render('desk/message.njk', { ...view, nav, visitor }))
  }

  return [
    {
      method: 'get',
      path: '/desk/suggestions',
      role: 'curator',
      async handle(_request, response, visitor) {
        if (!may(visitor)) return notAllowed(parts, response, visitor)
        const all = (await suggestions.open()).map(toldOf)
        response.send(render('desk/suggestions.njk', { title: say('desk:suggestions.title'), nav, visitor, all }))
      },
    },
    {
      method: 'get',
      path: '/desk/suggestions/:id',
      role: 'curator',
      handle: about(async (known, _request, response, visitor) => void response.send(await page(visitor, known))),
    },
    {
      method: 'post',
      path: '/desk/suggestions/:id/draft',
      role: 'curator',
      handle: about(async (known, request, response, visitor) => {
        const fields = fieldsOf(request)
        const { name = '', address = '' } = fields
        const type = contactShape.shape.type.safeParse(fields.type).data
        const value = (type === 'web' && webOf(fields.value)) || (fields.value ?? '')
        const need = needs.find((one) => one === fields.need)
        const errors: Record<string, string> = {}
        if (!name) errors.name = say('desk:suggestions.errors.name')
        if (!address && !value) errors.address = say('desk:suggestions.errors.reach')
        if (!need) errors.need = say('desk:suggestions.errors.need')
        // Where people hide, nobody is to read where it is: not even in a draft.
        if (need === 'domestic_abuse' && address) errors.address = say('desk:suggestions.errors.hide')
        if (type === 'web' && value && !webOf(value)) errors.value = say('desk:errors.web')
        for (const [field, text] of Object.entries({ name, address }))
          if (nameOf(text, 200).privateLeftOut) errors[field] = say('desk:suggestions.errors.private')
        // Names of people cannot be told from names of places: what is not the curator's own is not taken unseen.
        const theirs = name === known.name.trim() || (address !== '' && address === known.where.trim())
        const maybeOwn = value !== '' && (type === 'email' || isPersonalNumber(phoneOf(value) ?? value))
        if ((theirs || maybeOwn) && fields.looked !== 'yes')
          errors.looked = say(`desk:suggestions.errors.${maybeOwn ? 'lookedNumber' : 'looked'}`)
        const [forbidden] = live.bundle().forbiddenIn([name, address, value].join('\n'))
        if (forbidden) errors.name = say('desk:suggestions.errors.forbidden', { why: forbidden.why })
        if (Object.keys(errors).length > 0 || !need)
          return void response.status(422).send(await page(visitor, known, fields, errors))
        const taken = new Set((await allRecords(parts)).map(({ service }) => service.id))
        const id = idFor(name, taken, known.id)
        const told = dayOf(known.at)
        const text = firstRecord({
          ...{ id, name, address, need, told, today: dayOf(parts.now()) },
          town: townIn(address),
          contact: value && type ? { type, value } : null,
          source: say('desk:suggestions.source'),
          steward: say('desk:suggestions.steward', { area: ours() }),
        })
        const why = say('desk:suggestions.why', { day: told })
        const saving = { path: pathOf(ours(), id), from: hashOf(null), text, by: visitor.person.sign, why }
        if ((await workbench.save(saving)).outcome === 'conflict') return sayGone(response, visitor)
        await decide(known, 'drafted')
        response.redirect(303, `/desk/records/${id}?saved`)
      }),
    },
    {
      method: 'post',
      path: '/desk/suggestions/:id/listed',
      role: 'curator',
      handle: about(async (known, request, response, visitor) => {
        const { which = '' } = fieldsOf(request)
        const record = (await allRecords(parts)).find(({ service }) => service.id === which)
        if (!record) {
          const errors = { which: say('desk:suggestions.errors.which') }
          return void response.status(422).send(await page(visitor, known, {}, errors))
        }
        if (!(await decide(known, 'listed'))) return sayGone(response, visitor)
        response.redirect(303, `/desk/records/${record.service.id}`)
      }),
    },
    {
      method: 'post',
      path: '/desk/suggestions/:id/declined',
      role: 'curator',
      handle: about(async (known, request, response, visitor) => {
        const reason = reasons.find((one) => one === fieldsOf(request).reason)
        if (!reason) {
          const errors = { reason: say('desk:suggestions.errors.reason') }
          return void response.status(422).send(await page(visitor, known, {}, errors))
        }
        if (!(await decide(known, 'declined'))) return sayGone(response, visitor)
        parts.log.info('suggestion_declined', { outcome: reason })
        response.redirect(303, '/desk/suggestions')
      }),
    },
  ]

  /** The town of the area that an address names. */
  function townIn(address: string): string | null {
    const place = live.bundle().places.read(address)
    return place && !('ambiguous' in place) ? (place.town ?? null) : null
  }
}

/** Those whose names share words with a name first, for it may be one of them. */
function nearestFirst<T extends { service: { name: string } }>(records: readonly T[], name: string): T[] {
  const words = (text: string) =>
    text
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 2)
  const asked = new Set(words(name))
  const shared = ({ service }: T) => words(service.name).filter((word) => asked.has(word)).length
  return records.toSorted((a, b) => shared(b) - shared(a))
}
