import { createRequire } from 'node:module'
import { Activity } from '@microsoft/agents-activity'
import { ActivityHandler, BaseAdapter, ConversationState, MemoryStorage, TurnContext } from '@microsoft/agents-hosting'
import { answer } from '../../../src/assistant.ts'
import { sandwell } from '../../sandwell.ts'
import { type Figures, figuresOf, type Row } from '../row.ts'
import { talk } from '../talk.ts'

const warmUp = 2000
const turns = 8000

/** The whole pure turn over the content of Sandwell, beside turns of two frameworks that only echo and count. */
export async function measure(): Promise<Row[]> {
  const [ours, botbuilder, agents] = [await ourTurn(), await botbuilderEcho(), await agentsEcho()]
  const aim = { at: 'most', value: 1, of: 'p50' } as const
  return [
    { name: 'a whole turn', ours, other: { name: 'botbuilder-core 4.23.3, echo', figures: botbuilder }, aim },
    { name: 'a whole turn', ours, other: { name: '@microsoft/agents-hosting 1.8.1, echo', figures: agents }, aim },
  ]
}

async function timed(turn: (n: number) => unknown): Promise<Figures> {
  const times: number[] = []
  for (let n = 0; n < warmUp + turns; n++) {
    const began = performance.now()
    const result = turn(n)
    if (result instanceof Promise) await result
    if (n >= warmUp) times.push(performance.now() - began)
  }
  return figuresOf(times)
}

function ourTurn(): Promise<Figures> {
  let session: string | null = null
  const began = Date.parse('2026-11-22T11:00:00Z')
  return timed((n) => {
    const text = talk[n % talk.length] as string
    if (text === talk[0]) session = null
    session = answer(sandwell, { channel: 'sms', text, session, now: began + n * 1000 }).session
  })
}

const message = (n: number) => ({
  type: 'message',
  id: `m${n}`,
  channelId: 'sms',
  serviceUrl: 'http://localhost',
  text: talk[n % talk.length] as string,
  from: { id: 'them' },
  recipient: { id: 'us' },
  conversation: { id: 'conversation' },
})

type Context = { activity: { text?: string }; sendActivity(text: string): Promise<unknown> }
type State = { saveChanges(context: Context): Promise<void> }
type Counted = { get(context: Context, otherwise: { turns: number }): Promise<{ turns: number }> }

async function echo(context: Context, counted: Counted, state: State): Promise<void> {
  const count = await counted.get(context, { turns: 0 })
  count.turns++
  await context.sendActivity(`${count.turns}: ${context.activity.text}`)
  await state.saveChanges(context)
}

/** What of botbuilder-core is used; it is installed for this alone. */
type Botbuilder = {
  MemoryStorage: new () => object
  ConversationState: new (storage: object) => State & { createProperty(name: string): Counted }
  TurnContext: new (adapter: object, activity: object) => Context
  ActivityHandler: new () => {
    onMessage(handler: (context: Context, next: () => Promise<void>) => Promise<void>): unknown
    run(context: Context): Promise<void>
  }
  BotAdapter: new () => { runMiddleware(context: Context, logic: (context: Context) => Promise<void>): Promise<void> }
}

function botbuilderEcho(): Promise<Figures> {
  const { BotAdapter, ...sdk } = createRequire(import.meta.url)('botbuilder-core') as Botbuilder
  const adapter = new (class extends BotAdapter {
    async sendActivities(_context: Context, activities: object[]) {
      return activities.map(() => ({ id: '' }))
    }
  })()
  const state = new sdk.ConversationState(new sdk.MemoryStorage())
  const counted = state.createProperty('counted')
  const bot = new sdk.ActivityHandler()
  bot.onMessage(async (context, next) => {
    await echo(context, counted, state)
    await next()
  })
  return timed((n) => adapter.runMiddleware(new sdk.TurnContext(adapter, message(n)), (context) => bot.run(context)))
}

class EchoAdapter extends BaseAdapter {
  take(context: TurnContext, agent: ActivityHandler): Promise<void> {
    return this.runMiddleware(context, (one) => agent.run(one))
  }
  async sendActivities(_context: TurnContext, activities: Activity[]) {
    return activities.map(() => ({ id: '' }))
  }
  async updateActivity() {}
  async deleteActivity() {}
  async continueConversation() {}
  async uploadAttachment() {
    return { id: '' }
  }
  async getAttachmentInfo(): Promise<never> {
    throw new Error('there are no attachments')
  }
  async getAttachment(): Promise<never> {
    throw new Error('there are no attachments')
  }
}

function agentsEcho(): Promise<Figures> {
  const adapter = new EchoAdapter()
  const state = new ConversationState(new MemoryStorage())
  const counted = state.createProperty<{ turns: number }>('counted')
  const agent = new ActivityHandler()
  agent.onMessage(async (context, next) => {
    await echo(context as unknown as Context, counted as unknown as Counted, state as unknown as State)
    await next()
  })
  return timed((n) => {
    const context = new TurnContext(adapter, Activity.fromObject(message(n)))
    return adapter.take(context, agent)
  })
}
