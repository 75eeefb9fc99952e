import { readFileSync } from 'node:fs'
import type { Language } from '../../taxonomy.ts'
import { type Html, html, htmlDocument } from '../page.ts'

const asset = (name: string) => readFileSync(new URL(`assets/${name}`, import.meta.url), 'utf8')

/** Comments are for who reads the source; the phone on a bad line gets none. */
const script = (name: string) =>
  asset(name)
    .replace(/\/\*\*.*?\*\/ ?/gs, '')
    .replace(/^\s*(\/\/.*)?\n/gm, '')

const style = asset('chat.css')
const chatScripts = ['chat.js', 'aloud.js', 'keep.js'].map(script)
const leaveScript = script('leave.js')

export type Shell = {
  language: Language
  title: string
  /** Of this answer's policy (`pagePolicy`). */
  nonce: string
  /** The whole chat's scripts, or only the way out. */
  scripts: 'chat' | 'leave'
  body: Html
}

/**
 * The page around a body. Style and script stand in it: the first load is one request, nothing can be half loaded, and no
 * file of ours stays in the browser's cache.
 */
export function shell({ language, title, nonce, scripts, body }: Shell): string {
  const all = scripts === 'chat' ? [leaveScript, ...chatScripts] : [leaveScript]
  return htmlDocument({
    language,
    title,
    head: html`<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no">
<style nonce="${nonce}">${{ html: style }}</style>`,
    body: html`${body}
${all.map((one) => html`<script nonce="${nonce}">${{ html: one }}</script>`)}`,
  })
}
