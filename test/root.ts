import { fileURLToPath } from 'node:url'

/** The folder that holds src/, content/ and locales/, ending in a slash. */
export const root = fileURLToPath(new URL('..', import.meta.url))
