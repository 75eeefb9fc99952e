import { z } from 'zod'

/** content/never-published.yaml. */
export const neverPublished = z.array(
  z.strictObject({ never: z.array(z.string().min(4)).min(1), why: z.string().min(10) }),
)

/** What a text holds that must not be published, with the reason. In any spacing, case and punctuation. */
export type FindForbidden = (text: string) => { never: string; why: string }[]

export function compileForbidden(all: z.infer<typeof neverPublished>): FindForbidden {
  const entries = all.flatMap(({ never, why }) => never.map((one) => ({ never: one, why, squeezed: squeeze(one) })))
  return (text) => {
    const squeezed = squeeze(text)
    return entries.filter((one) => squeezed.includes(one.squeezed)).map(({ never, why }) => ({ never, why }))
  }
}

function squeeze(text: string): string {
  return text.toLowerCase().replaceAll(/[\s-]+/g, '')
}
