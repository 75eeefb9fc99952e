import { randomUUID } from 'node:crypto'
import { Activity } from '@microsoft/agents-activity'
import { ActivityHandler, CloudAdapter, OutboundHostValidator, type TurnContext } from '@microsoft/agents-hosting'
import express, { type ErrorRequestHandler, Router } from 'express'
import type { Delivery, WithoutStore } from '../../delivery/index.ts'
import type { Log } from '../../log.ts'
import type { Pseudonyms } from '../../privacy/index.ts'
import type { Language } from '../../taxonomy.ts'
import type { BotServiceConfig } from './config.ts'
import { languageOf, saidIn } from './receive.ts'
import { type BotChannelData, recordedTurn, type TurnParts } from './record.ts'
import { type Message, readMessages } from './render.ts'
import { channel } from './transcript.ts'

export const botServicePath = '/api/messages'

/** The longest activity Azure Bot Service sends, with room to spare, in bytes. */
const longestBody = 256 * 1024

export type BotServiceParts = TurnParts & {
  config: BotServiceConfig
  pseudonyms: Pseudonyms
  delivery: Delivery
  withoutStore: WithoutStore
  offered: () => readonly Language[]
  log: Log
}

/**
 * POST /api/messages: what Azure Bot Service passes on from the channels connected there. Its token is verified, and it is
 * answered at the address it names, among Microsoft's. A message that comes again is answered again with the same words.
 */
export function createBotServiceRouter(parts: BotServiceParts): Router {
  const { config, log } = parts
  const adapter = new CloudAdapter(
    { ...config, validateIssuer: true },
    undefined,
    undefined,
    { validateServiceUrl: true },
    new OutboundHostValidator({ enabled: true }),
  )
  // Nothing of ours is said in the place of an answer: the service is told that it failed, and sends it again.
  adapter.onTurnError = (_context, error) => Promise.reject(error)

  const bot = new ActivityHandler()
  const pass = (type: Type) => async (context: TurnContext, next: () => Promise<void>) => {
    await answer(parts, context, type)
    await next()
  }
  bot.onMessage(pass('message'))
  bot.onEndOfConversation(pass('endOfConversation'))
  bot.onMembersAdded(async (context, next) => {
    const { membersAdded, recipient } = context.activity
    // The bot itself joins too.
    if (membersAdded?.some(({ id }) => id !== recipient?.id)) await answer(parts, context, 'conversationUpdate')
    await next()
  })

  const onError: ErrorRequestHandler = (error, _request, response, next) => {
    if (response.headersSent) return next(error)
    const given: unknown = error?.status
    const status = typeof given === 'number' && given >= 400 && given < 500 ? given : 502
    if (status === 502) log.error('bot_service_failed', { channel, error })
    const code = status === 502 ? 'ServiceError' : 'BadSyntax'
    response.status(status).json({ error: { code, message: 'the activity could not be answered' } })
  }
  const router = Router()
  router.post(
    '/',
    express.json({ limit: longestBody }),
    (request, response, next) => adapter.authorizeRequest(request, response, next),
    (request, response) => adapter.process(request, response, (context) => bot.run(context)),
  )
  router.use(onError)
  return Router().use(botServicePath, router)
}

/** Azure's channels of web pages, where anyone can begin a conversation anew, and from where nobody tells us. */
const ofWebPages = ['webchat', 'directline']

type Type = 'message' | 'conversationUpdate' | 'endOfConversation'

async function answer(parts: BotServiceParts, context: TurnContext, type: Type): Promise<void> {
  const { pseudonyms, delivery } = parts
  const { id = randomUUID(), channelId, conversation: named, text, value, locale, attachments } = context.activity
  // Ids of other people's channels can be guessed, or be somebody's number: nothing of them is kept but pseudonyms.
  const address = `${channelId}\n${named?.id}`
  const conversation = pseudonyms.of(channel, address)
  const said = saidIn({ text, value })
  const channelData: BotChannelData = {
    value: said.choice,
    language: languageOf(parts.offered(), locale),
    ...(channelId && ofWebPages.includes(channelId) ? { source: channelId } : {}),
  }
  const activity = Activity.fromObject({
    type,
    id: pseudonyms.of(channel, `${address}\n${id}`),
    channelId: channel,
    conversation: { id: conversation },
    from: { id: conversation },
    text: said.text,
    channelData,
    ...(attachments?.length ? { attachments: [{ contentType: 'application/octet-stream' }] } : {}),
  })
  const withoutStore: WithoutStore = (...given) => {
    if (type === 'endOfConversation') return { reply: '' }
    return type === 'message' ? parts.withoutStore(...given) : { reply: parts.greeting(channelData.language) }
  }
  const { reply } = await delivery.handle(
    activity,
    recordedTurn(parts),
    withoutStore,
    pseudonyms.formerly(channel, address),
  )
  const messages = readMessages(reply).map(forEveryChannel)
  if (messages.length > 0) await context.sendActivities(messages.map((one) => Activity.fromObject(one)))
}

/** Few channels know a button that says one thing and means another; what can be typed they all can send. */
function forEveryChannel({ suggestedActions, ...message }: Message) {
  if (!suggestedActions) return message
  const actions = suggestedActions.actions.map(({ title, text }) => ({ type: 'imBack', title, value: text }))
  return { ...message, suggestedActions: { to: [], actions } }
}
