/** How Direct Line may be used. */
export type DirectLineConfig = {
  /** With it alone are tokens made, by somebody's server; null: by pages of our own origin and of those in `origins`. */
  secret: string | null
  /** Origins of other sites' pages that may talk to us, e.g. `https://www.example.org`. */
  origins: readonly string[]
}

/** The bot's registration at Azure Bot Service, of one tenant. */
export type BotServiceConfig = { clientId: string; clientSecret: string; tenantId: string }
