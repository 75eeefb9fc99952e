import { z } from 'zod'

/** content/never-published.yaml. */
export const neverPublished = z.array(
  z.strictObject({ never: z.array(z.string().min(4)).min(1), why: z.string().min(10) }),
)

export type Forbidden = { never: string; why: string }

/** What a text holds that must not be published, with the reason. In any spacing and case, numbers however they are written. */
export type FindForbidden = (text: string) => Forbidden[]

export function compileForbidden(all: z.infer<typeof neverPublished>): FindForbidden {
  const entries = all.flatMap(({ never, why }) => never.map((one) => ({ never: one, why, squeezed: squeeze(one) })))
  return (text) => {
    const squeezed = squeeze(text)
    return entries.filter((one) => squeezed.includes(one.squeezed)).map(({ never, why }) => ({ never, why }))
  }
}

function squeeze(text: string): string {
  // Numbers are written with dots and brackets too, and with +44 for their first 0.
  return text
    .toLowerCase()
    .replaceAll(/[\s.()\p{Pd}]+/gu, '')
    .replaceAll(/(?:\+|(?<!\d)00)440?(?=\d)/g, '0')
}
