import { flow } from '../conversation/flow.ts'
import { linksFile } from '../conversation/links.ts'
import { askingWords, type Service, service, taxonomy } from '../directory/index.ts'
import { type Language, languages } from '../taxonomy.ts'
import { area } from './area.ts'
import { type Confirmations, confirmations } from './confirmations.ts'
import type { Files } from './files.ts'
import { importedServices } from './imported.ts'
import { neverPublished } from './never-published.ts'
import { type Reviews, reviews } from './reviews.ts'

/** What is known and said: read anew whenever any of it changes. */
export type Facts = NonNullable<ReturnType<typeof readFacts>>

/** Null where a file cannot be used; `files` knows why. */
export function readFacts(files: Files, areaId: string) {
  const home = `content/areas/${areaId}`
  const theArea = files.yaml(`${home}/area.yaml`, area)
  const ours = [...servicesIn(files, home), ...servicesIn(files, 'content/areas/national')]
  const theTaxonomy = files.yaml('content/taxonomy.yaml', taxonomy)
  const theFlow = files.yaml('content/flows/main.yaml', flow)
  const asked = files.yaml('content/confirmations.yaml', confirmations)
  const links = files.yaml(`${home}/links.yaml`, linksFile)
  const services = [...ours, ...importedServices(files, home, namedBeside(ours, asked ?? []))]
  const asking = files.yaml('content/names.yaml', askingWords)
  const forbidden = files.yaml('content/never-published.yaml', neverPublished)
  const resources = Object.fromEntries(languages.map((language) => [language, subjectsOf(files, language)]))
  const reviewed = Object.fromEntries(languages.map((language) => [language, reviewsOf(files, language)]))
  if (!theArea || !theTaxonomy || !theFlow || !asked || !links || !forbidden || !asking) return null
  return {
    area: theArea,
    services,
    taxonomy: theTaxonomy,
    flow: theFlow,
    confirmations: asked,
    links,
    forbidden,
    asking,
    resources,
    reviewed: reviewed as Record<Language, Reviews>,
  }
}

/** The sentences of a language by subject. */
function subjectsOf(files: Files, language: Language): Record<string, unknown> {
  const names = files.list(`locales/${language}`).filter((name) => name !== 'reviews.json')
  return Object.fromEntries(
    names.map((name) => [name.replace(/\.json$/, ''), files.json(`locales/${language}/${name}`)]),
  )
}

function reviewsOf(files: Files, language: Language): Reviews {
  if (!files.list(`locales/${language}`).includes('reviews.json')) return {}
  return files.yaml(`locales/${language}/reviews.json`, reviews) ?? {}
}

function servicesIn(files: Files, home: string): Service[] {
  return files.list(`${home}/services`).flatMap((name) => {
    const path = `${home}/services/${name}`
    const found = files.yaml(path, service)
    if (found && `${found.id}.yaml` !== name) files.problem(path, `is of the service ${found.id}`)
    return found ?? []
  })
}

/** Ids that confirmations name and that no service has. */
function namedBeside(services: readonly Service[], asked: Confirmations): Set<string> {
  const known = new Set(services.map((one) => one.id))
  return new Set(asked.map((one) => one.service).filter((id) => !known.has(id)))
}
