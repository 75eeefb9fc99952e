import { z } from 'zod'
import { audiences, goals, needs, substances } from '../taxonomy.ts'

const need = z.enum(needs)

/** content/taxonomy.yaml: how the ids of src/taxonomy.ts relate. Every id has its entry; a missing one is refused. */
export const taxonomy = z
  .strictObject({
    needs: z.record(
      need,
      z.strictObject({
        /** What else helps where nothing answers the need itself, the nearest first. */
        wider: z.array(need).min(1),
        /** It is about the use of one substance or another: only a service for that substance answers it. */
        of_use: z.boolean().default(false),
        /** It is mostly a relative's: services for relatives answer it, whoever asks. */
        of_relatives: z.boolean().default(false),
        /** It cannot wait for the others: where several things are asked for, what answers it stands first. */
        pressing: z.boolean().default(false),
        /** A meal, an hour's company: whoever offers it for a community has it for everyone who comes. */
        for_everyone: z.boolean().default(false),
      }),
    ),
    substances: z.record(
      z.enum(substances),
      z.strictObject({
        /** Stopping suddenly can be dangerous, or the word does not rule out a substance of which that is true. */
        withdrawal_dangerous: z.boolean(),
        /** `elsewhere`: drug and alcohol services do not treat it; the services that name it do. */
        help: z.enum(['drug_and_alcohol', 'elsewhere']),
      }),
    ),
    /** What a goal speaks for: ranked up, and looked for where no need was said. */
    goals: z.record(z.enum(goals), z.array(need)),
    /** What is looked for where neither need nor goal was said. */
    assumed: z.record(z.enum(audiences), z.array(need).min(1)),
    /** What a national line must offer to stand in where nothing else answers. */
    last_resort: z.array(need).min(1),
    /** By the primary tag of a language: the community (`fits`) where it is most likely spoken. */
    community_of_language: z.record(z.string(), z.string()),
  })
  .refine((all) => needs.every((one) => !all.needs[one].wider.includes(one)), 'a need is not wider than itself')
export type Taxonomy = z.infer<typeof taxonomy>
