import { z } from 'zod'

/** What somebody may do at the desk; each may do what those before it may. */
export const roles = ['reader', 'curator', 'publisher'] as const
export type Role = (typeof roles)[number]

const person = z
  .strictObject({
    /** Either is enough; an e-mail address counts only where the provider says that it is verified. */
    email: z.email().optional(),
    subject: z.string().min(1).optional(),
    /** What stands beside a change: a role or initials, no private name. */
    sign: z.string().min(2).max(40),
    role: z.enum(roles),
    /** Whose records a curator may change: those of these areas, and of these communities wherever they lie. */
    areas: z.array(z.string()).default([]),
    communities: z.array(z.string()).default([]),
  })
  .refine((one) => one.email || one.subject, 'has neither an email nor a subject')
  .refine(
    (one) => one.role !== 'curator' || one.areas.length + one.communities.length > 0,
    'is a curator of no area and no community',
  )

/** The file that DESK_PEOPLE names: who may come to the desk, and as what. */
export const people = z.array(person)
export type Person = z.infer<typeof person>

/** Who came, as the provider vouches for them. */
export type Identity = { subject: string; email: string | null; emailVerified: boolean }

/** @returns null where they are not on the list */
export function personFor(all: readonly Person[], { subject, email, emailVerified }: Identity): Person | null {
  const address = emailVerified ? email?.toLowerCase() : undefined
  return (
    all.find((one) => one.subject === subject) ??
    all.find((one) => address !== undefined && one.email?.toLowerCase() === address) ??
    null
  )
}

export function isAtLeast(person: Pick<Person, 'role'>, role: Role): boolean {
  return roles.indexOf(person.role) >= roles.indexOf(role)
}

/** Whether they may change a record: one of an area, and of the communities it names. */
export function mayChange(person: Person, record: { area: string; fits: readonly string[] }): boolean {
  if (person.role === 'publisher') return true
  if (person.role !== 'curator') return false
  return person.areas.includes(record.area) || record.fits.some((one) => person.communities.includes(one))
}
