/** Where Twilio brings messages. */
export const smsPath = '/channels/sms'
export const whatsappPath = '/channels/whatsapp'

/**
 * Every address takes both: a Messaging Service that holds both senders has one webhook, and a message that came to the
 * wrong one must be answered all the same. Whose it is its sender's address says.
 */
export const messagePaths = [smsPath, whatsappPath] as const

/** Where Twilio tells what became of a message. */
export const statusPath = '/channels/twilio/status'
