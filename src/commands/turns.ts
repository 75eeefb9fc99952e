import type { Activity } from '@microsoft/agents-activity'
import { answer, answerWithoutStore, type Said } from '../assistant.ts'
import type { BotChannelData } from '../channels/botframework/index.ts'
import type { SmsChannelData } from '../channels/sms/index.ts'
import type { WebChannelData } from '../channels/web/index.ts'
import type { Live } from '../publishing/live.ts'
import { newCode } from '../publishing/suggestions.ts'
import type { ChannelId } from '../taxonomy.ts'

/** The assistant as a channel asks it, always with the content that is shown at that moment. */
export function turnsOf(live: Pick<Live, 'bundle'>, channel: ChannelId) {
  return {
    turn: (activity: Activity, session: string | null, now: number, stopped: boolean) =>
      answer(live.bundle(), {
        ...saidIn(activity, channel),
        // Few turns need one, and chance is dear.
        get fresh() {
          return newCode()
        },
        ...{ session, stopped, now },
      }),
    withoutStore: (activity: Activity, now: number, stopped: boolean) =>
      answerWithoutStore(live.bundle(), { ...saidIn(activity, channel), stopped, now }),
  }
}

/** What a person said, in the envelope their channel put it into. */
export function saidIn(activity: Activity, channel: ChannelId): Omit<Said, 'session' | 'now'> {
  const { value, language, audience, keyword, greeted, source } = (activity.channelData ??
    {}) as Partial<WebChannelData> & SmsChannelData & Partial<BotChannelData>
  return {
    channel,
    text: activity.text ?? '',
    value,
    language,
    audience,
    keyword,
    greeted,
    source,
    media: (activity.attachments?.length ?? 0) > 0,
  }
}
