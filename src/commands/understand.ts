import { createInterface } from 'node:readline'
import type { Config } from '../config.ts'
import type { Bundle } from '../content/index.ts'
import { bundleFor } from './bundle.ts'

/**
 * Reads JSON lines `{"id","text"}` from standard input and writes for each, in order, what that one message means. A line
 * that is no such object gives `{"id":null,"error"}` in its place, and the rest goes on.
 */
export async function understand(config: Config, root: string, { why = false }: { why?: boolean }): Promise<void> {
  const bundle = bundleFor(config, root, Date.now())
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue
    const written = `${JSON.stringify(readLine(bundle, line, why))}\n`
    if (!process.stdout.write(written)) await new Promise((resolve) => process.stdout.once('drain', resolve))
  }
}

function readLine(bundle: Bundle, line: string, why: boolean): object {
  const message = parse(line)
  return message
    ? { id: message.id, ...meaningOf(bundle, message.text, why) }
    : { id: null, error: 'not a JSON object with "id" and "text"' }
}

/** One message as the interface names it: the screen's finding and the meaning, side by side. */
export function meaningOf(bundle: Bundle, text: string, why = false): object {
  const { danger, dismissed = [] } = bundle.screen(text)
  const { meaning, why: reasons } = bundle.read(text)
  return {
    language: meaning.language,
    crisis: danger?.kind ?? null,
    who: danger?.who ?? null,
    level: danger?.level ?? null,
    command: meaning.command,
    ...(meaning.to ? { to: meaning.to } : {}),
    choice: meaning.choice,
    audience: meaning.audience,
    needs: meaning.needs,
    substances: meaning.substances,
    goal: meaning.goal,
    preferences: meaning.preferences,
    place: meaning.place,
    ...(why ? { why: { crisis: danger?.why ?? [], dismissed, meaning: reasons } } : {}),
  }
}

function parse(line: string): { id: unknown; text: string } | null {
  try {
    const value: unknown = JSON.parse(line)
    if (typeof value !== 'object' || value === null) return null
    const { id, text } = value as { id?: unknown; text?: unknown }
    return typeof text === 'string' ? { id: id ?? null, text } : null
  } catch {
    return null
  }
}
