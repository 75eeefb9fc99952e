import { z } from 'zod'
import { audiences, circumstances, commands, goals, needs, substances } from '../taxonomy.ts'

const key = z.string().regex(/^[a-z]+:[\w.-]+$/)

const fill = z.strictObject({
  needs: z.array(z.enum(needs)).optional(),
  audience: z.enum(audiences).optional(),
  substances: z.array(z.enum(substances)).optional(),
  goal: z.enum(goals).optional(),
})
export type Fill = z.infer<typeof fill>

const condition = z.strictObject({
  needs_any: z.array(z.enum(needs)).optional(),
  needs_none: z.array(z.enum(needs)).optional(),
  audience: z.enum(audiences).optional(),
  goal_any: z.array(z.enum(goals)).optional(),
  goal_none: z.array(z.enum(goals)).optional(),
  young: z.boolean().optional(),
  preferences_any: z.array(z.string()).optional(),
  told_any: z.array(z.enum(circumstances)).optional(),
  told_none: z.array(z.enum(circumstances)).optional(),
  substances_any: z.array(z.enum(substances)).optional(),
  /** Some were named, and none but these. */
  substances_only: z.array(z.enum(substances)).optional(),
})
export type Condition = z.infer<typeof condition>

const choice = z.strictObject({
  id: z.string(),
  label: key,
  fill: fill.optional(),
  /** Leads to another question instead of filling a slot. */
  ask: z.string().optional(),
  /** Stopping or cutting down is meant: the withdrawal warning goes with what follows. */
  change: z.boolean().default(false),
})

const question = z.strictObject({
  slot: z.enum(['needs', 'audience', 'place', 'substances']),
  ask: key,
  again: key,
  menu: key.optional(),
  when: condition.default({}),
  choices: z.array(choice).default([]),
})
export type Question = z.infer<typeof question>

const parts = z.tuple([z.number().int().positive(), z.number().int().positive()])

export const actions = [
  'stop',
  'urgent',
  'back',
  'menu',
  'language',
  'more',
  'forget',
  'quiet',
  'start_over',
  'human',
  'affirm',
  'refuse',
  'skip',
  'wrong',
  'suggest',
] as const
export type Action = (typeof actions)[number]

export const listFields = ['invite', 'distance', 'kind', 'opening', 'intro', 'last', 'heading', 'second'] as const
export const cardFields = [
  'lived',
  'languages',
  'cost',
  'distance',
  'why',
  'address',
  'words',
  'easier',
  'who',
  'about',
] as const

/** content/flows/main.yaml: the whole conversation as data. */
export const flow = z
  .strictObject({
    silence_minutes: z.number().positive(),
    questions_before_signpost: z.number().int().positive(),
    urgent: z.string().regex(/^\d$/),
    start: z.string(),
    order: z.array(z.string()),
    questions: z.record(z.string(), question),
    results: z
      .array(
        z.strictObject({
          when: condition.default({}),
          say: key,
          always: z.boolean().default(false),
          once: z.boolean().default(false),
        }),
      )
      .min(1),
    implied: z.array(
      z.strictObject({
        when: condition,
        needs: z.array(z.enum(needs)).min(1).optional(),
        audience: z.enum(audiences).optional(),
        add: z.boolean().default(false),
      }),
    ),
    substance_told: fill,
    nothing_told: fill,
    use_beside: z.array(z.strictObject({ when: condition, needs: z.array(z.enum(needs)).min(1) })),
    warn_goals: z.array(z.enum(goals)),
    human: fill,
    commands: z.record(z.enum(commands), z.enum(actions)),
    sms: z.strictObject({
      list_drops: z.array(z.enum(listFields)),
      card_drops: z.array(z.enum(cardFields)),
      parts: z.strictObject({ first: parts, danger: parts, list: parts, warned: parts, other: parts }),
    }),
  })
  .superRefine((value, context) => {
    const named = [
      value.start,
      ...value.order,
      ...Object.values(value.questions).flatMap((one) => one.choices.flatMap((item) => item.ask ?? [])),
    ]
    for (const id of named)
      if (!value.questions[id]) context.addIssue({ code: 'custom', message: `no question "${id}"` })
    for (const [id, one] of Object.entries(value.questions)) {
      for (const item of one.choices)
        if (!item.fill === !item.ask)
          context.addIssue({ code: 'custom', message: `choice "${item.id}" of "${id}" must either fill or ask` })
      if (!named.includes(id)) context.addIssue({ code: 'custom', message: `question "${id}" is never asked` })
    }
    if (value.results.at(-1)?.when && Object.keys(value.results.at(-1)?.when ?? {}).length > 0)
      context.addIssue({ code: 'custom', message: 'the last of results must fit always' })
  })
export type Flow = z.infer<typeof flow>
