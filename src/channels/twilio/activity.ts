import { Activity } from '@microsoft/agents-activity'

/** What an Activity of a message is made of, of which everything was looked at already. */
export type MessageParts = Pick<Activity, 'id' | 'channelId' | 'conversation' | 'from' | 'text' | 'attachments'> & {
  channelData?: object
}

/** A message as an Activity. The library's own way (`fromObject`) checks every field of it again, which takes ten times as long. */
export function messageActivity(parts: MessageParts): Activity {
  return Object.assign(new Activity('message'), parts)
}
