import { stateOf, translationsOf } from '../../content/index.ts'
import { hashOf } from '../../publishing/releases.ts'
import { type Language, languages } from '../../taxonomy.ts'
import { type DeskRecord, recordNamed } from './directory.ts'
import { draftBundle } from './draft.ts'
import { fieldsOf } from './form.ts'
import { lookPage } from './look.ts'
import { noRecord } from './no-record.ts'
import { missing, navFor, notAllowed } from './pages.ts'
import type { DeskParts, DeskRoute, Visitor } from './parts.ts'
import { mayChange } from './people.ts'
import { nameOfLanguage, type Words, withWords, wordsHash, wordsIn, wordsPath } from './preview.ts'

type Opened = DeskRecord & { text: string }

/** The words about a service in the other languages. Whatever is entered is a draft until a native speaker has read it. */
export function wordsRoutes(parts: DeskParts): DeskRoute[] {
  const { say, render, workbench, live } = parts

  const opened = async (id: string, asked: string) => {
    const language = languages.find((one) => one === asked && one !== 'en')
    const record = language ? await recordNamed(parts, id) : null
    if (!language || !record) return null
    const text = (await workbench.text(wordsPath(language))) ?? '{}'
    return { record, language, text }
  }

  const showForm = async (
    visitor: Visitor,
    { record, language, text }: { record: Opened; language: Language; text: string },
    more: { fields?: Record<string, string>; errors?: Record<string, string>; saved?: boolean } = {},
  ) => {
    const { service, area } = record
    const fields = more.fields ?? { ...wordsIn(text, service), from: wordsHash(text, service) }
    return render('desk/words.njk', {
      title: say('desk:words.title', { name: service.name, language: nameOfLanguage(language) }),
      nav: navFor(parts, 'records'),
      visitor,
      service,
      language,
      fields,
      english: wordsIn((await workbench.text(wordsPath('en'))) ?? '{}', service),
      sharesWords: service.texts !== undefined,
      may: mayChange(visitor.person, { area, fits: service.fits }),
      errors: more.errors ?? {},
      saved: more.saved ?? false,
    })
  }

  return [
    {
      method: 'get',
      path: '/desk/records/:id/words/:language',
      role: 'reader',
      async handle(request, response, visitor) {
        const found = await opened(String(request.params.id), String(request.params.language))
        if (!found) return noRecord(parts, response, visitor, String(request.params.id))
        response.send(await showForm(visitor, found, { saved: request.query.saved !== undefined }))
      },
    },
    {
      method: 'post',
      path: '/desk/records/:id/words/:language/preview',
      role: 'curator',
      async handle(request, response, visitor) {
        const found = await opened(String(request.params.id), String(request.params.language))
        if (!found) return missing(parts, response, visitor)
        const { record, language, text } = found
        const { service, area } = record
        if (!mayChange(visitor.person, { area, fits: service.fits })) return notAllowed(parts, response, visitor)
        const fields = fieldsOf(request)
        const { kind = '', about = '', why = '', from = '' } = fields
        const errors = wrongIn({ kind, about }, why)
        if (from !== wordsHash(text, service)) errors.kind = 'wordsConflict'
        if (Object.keys(errors).length > 0) {
          const told = Object.entries(errors).map(([field, key]) => [field, say(`desk:errors.${key}`)])
          const again = { fields: { ...fields, from: wordsHash(text, service) }, errors: Object.fromEntries(told) }
          return void response.status(422).send(await showForm(visitor, found, again))
        }
        const bundle = live.bundle()
        const page = await lookPage(parts, visitor, {
          service,
          action: `/desk/records/${service.id}/words/${language}/save`,
          hidden: { kind, about, why, from },
          files: [{ path: wordsPath(language), before: text, after: withWords(text, service, { kind, about }) }],
          warnings: bundle
            .forbiddenIn(`${kind} ${about}`)
            .map(({ never, why: because }) => ({ key: 'forbidden', params: { what: never, why: because } })),
          notes: ['desk:words.draft', ...(bundle.drafts.has(language) ? [] : ['desk:words.becomesDraft'])],
          languages: [language],
        })
        response.send(page)
      },
    },
    {
      method: 'post',
      path: '/desk/records/:id/words/:language/save',
      role: 'curator',
      async handle(request, response, visitor) {
        const found = await opened(String(request.params.id), String(request.params.language))
        const { kind = '', about = '', why = '', from = '' } = fieldsOf(request)
        if (!found || Object.keys(wrongIn({ kind, about }, why)).length > 0) return missing(parts, response, visitor)
        const { record, language, text } = found
        const { service, area } = record
        if (!mayChange(visitor.person, { area, fits: service.fits })) return notAllowed(parts, response, visitor)
        const path = wordsPath(language)
        const then = withWords(text, service, { kind, about })
        const saving = { path, from: hashOf(text), text: then, by: visitor.person.sign, why }
        if (from === wordsHash(text, service) && (await workbench.save(saving)).outcome !== 'conflict')
          return response.redirect(303, `/desk/records/${service.id}/words/${language}?saved`)
        const again = {
          fields: { kind, about, why, from: wordsHash(text, service) },
          errors: { kind: say('desk:errors.wordsConflict') },
        }
        response.status(409).send(await showForm(visitor, found, again))
      },
    },
  ]
}

/** How far the words about a record are in each other language, for its page. */
export async function wordsStates(parts: DeskParts, { service }: DeskRecord) {
  const bundle = await draftBundle(parts)
  const key = `services:${service.texts ?? service.id}.about`
  return languages
    .filter((one) => one !== 'en')
    .map((language) => {
      const found = translationsOf(bundle.sentences, language).get(key)
      const state = found?.text ? stateOf(bundle.reviewed[language], found) : 'none'
      return { language, name: nameOfLanguage(language), state }
    })
}

/** What is wrong with words, by field, as a sentence of the desk. */
function wrongIn({ kind, about }: Words, why: string): Record<string, string> {
  return {
    ...(kind ? {} : { kind: 'needed' }),
    ...(about ? {} : { about: 'needed' }),
    ...(/\{\{|\}\}/.test(kind + about) ? { about: 'braces' } : {}),
    ...(why.length >= 3 ? {} : { why: 'whyNeeded' }),
  }
}
