import { isDeepStrictEqual } from 'node:util'
import { applyEdits, modify } from 'jsonc-parser'
import { isMap, isSeq, parseDocument } from 'yaml'
import { nodeOf, write } from './record.ts'

/** What an entry says; undefined: there is no such entry. */
type Entry = unknown

/** How a file that many records share is read, and changed, entry by entry. Each entry has a name. */
type SharedFile = {
  path: RegExp
  /** Whose an entry is, of its name: a service's id, or the key that its words stand under. */
  owner(name: string): string
  read(text: string): Map<string, Entry>
  /** The file with other entries of these names; everything else in it stays as it is. */
  change(text: string, entries: ReadonlyMap<string, Entry>): string
}

/** content/confirmations.yaml. An entry is all that is said of one contact of one service: a list of one, as a rule. */
export const confirmationEntries: SharedFile = {
  path: /^content\/confirmations\.yaml$/,
  owner: (name) => name.split(' ')[0] ?? '',
  read: (text) => new Map(Map.groupBy(parseDocument(text).toJS() as Confirmed[], confirmationName)),
  change(text, entries) {
    const document = parseDocument(text)
    const list: unknown = document.contents
    if (!isSeq(list)) throw new Error('content/confirmations.yaml is no list')
    list.flow = false
    // What stands above the first entry is about the file, and stays when that entry goes.
    const [first] = list.items
    if (isMap(first) && first.commentBefore) {
      list.commentBefore = first.commentBefore
      first.commentBefore = null
    }
    list.items = list.items.filter((item) => !entries.has(confirmationName((item as { toJSON(): Confirmed }).toJSON())))
    for (const one of [...entries.values()].flatMap((entry) => entry ?? [])) list.items.push(nodeOf(document, one))
    return write(document)
  },
}

type Confirmed = { service: string; contact: string }

/** @param one.contact `type:value` */
export function confirmationName({ service, contact }: Confirmed): string {
  return `${service} ${contact}`
}

/** locales/<language>/services.json: the words about one service, or one kind of service. */
export const wordEntries: SharedFile = {
  path: /^locales\/[A-Za-z-]+\/services\.json$/,
  owner: (name) => name,
  read: (text) => new Map(Object.entries(JSON.parse(text) as Record<string, Entry>)),
  change(text, entries) {
    const formattingOptions = { tabSize: 2, insertSpaces: true }
    return [...entries].reduce((made, [name, entry]) => {
      // New ones come where they stand in the alphabet, as all do.
      const getInsertionIndex = (there: string[]) => there.filter((one) => one < name).length
      return applyEdits(made, modify(made, [name], entry, { formattingOptions, getInsertionIndex }))
    }, text)
  },
}

/** What a change made of a file; null: there was, or is, no such file. */
type Made = { path: string; before: string | null; after: string | null }

/** Whose entries a change made different; null where its file is one whole, and not shared. */
export function ownersIn({ path, before, after }: Made): string[] | null {
  const shared = sharedAt(path)
  return shared && [...new Set(differing(shared, before, after).map(shared.owner))]
}

/**
 * The file's text, as it is now, without what a change made of it. In a shared file this is about the change's own entries:
 * they become what they were before, and what was changed beside them since stays.
 * @returns undefined where what the change made was changed again since
 */
export function withoutChange({ path, before, after }: Made, now: string | null): string | null | undefined {
  const shared = sharedAt(path)
  if (!shared || now === null) return now === after ? before : undefined
  const names = differing(shared, before, after)
  const [was, made, is] = [before, after, now].map((text) => entriesOf(shared, text))
  if (names.some((name) => !isDeepStrictEqual(is?.get(name), made?.get(name)))) return undefined
  return shared.change(now, new Map(names.map((name) => [name, was?.get(name)])))
}

function sharedAt(path: string): SharedFile | null {
  return [confirmationEntries, wordEntries].find((one) => one.path.test(path)) ?? null
}

function entriesOf(shared: SharedFile, text: string | null): Map<string, Entry> {
  return text === null ? new Map() : shared.read(text)
}

/** The names of the entries in which two texts of a file differ. */
function differing(shared: SharedFile, before: string | null, after: string | null): string[] {
  const [was, made] = [entriesOf(shared, before), entriesOf(shared, after)]
  return [...new Set([...was.keys(), ...made.keys()])].filter(
    (name) => !isDeepStrictEqual(was.get(name), made.get(name)),
  )
}
