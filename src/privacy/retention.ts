const hour = 3_600_000
const day = 24 * hour

/**
 * How long what is about a person is kept, at most, in milliseconds; README tells people the same, and a test holds the two
 * together. Whatever a store puts down carries the time at which it goes; `sweep` takes away what has reached it, when the
 * server starts and every hour (Redis does most of it by itself, at once).
 *
 * Not here, because they end otherwise: the session (SESSION_DAYS), a job (when it is done, or by its own `expires`), an
 * opt-out (with START), the counts of a day (of nobody, for good).
 */
export const retention = {
  /** The answer to a message, given again when the message comes again. */
  reply: day,
  /** The id of a message that was answered: for so long a provider may send it again. */
  claim: 2 * day,
  /**
   * What became of a message we sent, by the provider's id. Callbacks come within hours; Twilio gives up on a text after
   * four, and on its own retries sooner.
   */
  receipt: 2 * day,
  /** When somebody wrote lately, and short keyed hashes of what, so that two machines do not go on answering each other. */
  heard: hour,
  /** A job that was given up, for an operator to look at. */
  deadLetter: 30 * day,
  /** That a signpost is wrong, under a keyed name made for that signpost alone. */
  report: 60 * day,
  /** A place that somebody told us of, in their words, until a curator has looked at it. */
  suggestion: 60 * day,
  /** What became of it, without the words, where they want to hear. */
  outcome: 30 * day,
  /** Who of the curators changed what, and why. */
  change: 730 * day,
  /** A count of one address, link or person, under a keyed hash. */
  tally: hour,
} as const
