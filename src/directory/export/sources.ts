import type { Service } from '../service.ts'

/** Whose data a service holds, beside bare facts, and how it may be used. */
export type Source = { source: string; licence: string; attribution?: string }

/** Each source whose licence has a say in what a service may be used for, once. */
export function sourcesOf({ provenance }: Service): Source[] {
  const all = Object.values(provenance).flatMap(({ imported, source, permission }): Source[] =>
    imported ? [imported] : permission === 'fact' ? [] : [{ source, licence: permission }],
  )
  return [...new Map(all.map((one) => [`${one.licence} ${one.source}`, one])).values()]
}

/** Whether the licences of all that a service holds are known: what nobody may have given us is not ours to give away. */
export function mayLeave(service: Service): boolean {
  return sourcesOf(service).every((one) => !/^\W*unknown\W*$/i.test(one.licence))
}

/** What imported data asks to be shown with it, a line for each source. */
export function attributionOf(services: readonly Service[]): string[] {
  const lines = services.flatMap(({ provenance }) =>
    Object.values(provenance).flatMap(({ imported }) =>
      imported ? [imported.attribution ?? `${imported.source} (${imported.licence})`] : [],
    ),
  )
  return [...new Set(lines)]
}
