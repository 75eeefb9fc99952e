/** Gives a sentence by its key (`errors:notFound`), in the language its owner chose. */
export type Say = (key: string, params?: Record<string, string | number>) => string
