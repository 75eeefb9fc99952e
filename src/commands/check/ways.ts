import { renderSms } from '../../channels/sms/render.ts'
import { chatPage } from '../../channels/web/page.ts'
import type { Bundle } from '../../content/index.ts'
import { openTurn } from '../../conversation/turn.ts'
import { languages } from '../../taxonomy.ts'
import type { Judge } from './judge.ts'
import type { Clock } from './moments.ts'

/**
 * The ways that stand wherever a person is: by SMS the first message tells STOP, which ends it from everywhere
 * (steps.ts tries it); the page, whatever the reply on it, has the way out and the button for urgent help.
 */
export function checkWays(bundle: Bundle, judge: Judge, { now }: Clock): string {
  const told = { sentences: bundle.sentences, directory: bundle.directory, now }
  for (const language of languages)
    for (const saysDraft of [false, true]) {
      const { reply } = openTurn({ ...bundle, saysDraft }, language, { now, channel: 'sms' })
      if (!/(?<!\p{L})STOP(?!\p{L})/u.test(renderSms(bundle.flow, told, reply)))
        judge.fail(`${language}, sms, the greeting${saysDraft ? ' of a draft' : ''}: no way to leave is told (STOP)`)
    }
  for (const language of languages) {
    const page = { sentences: bundle.sentences, language, offered: languages, attribution: [], turns: [], shown: [] }
    const html = chatPage({
      ...page,
      token: 'token',
      message: '',
      draft: '',
      nonce: '',
      audience: null,
      leaveUrl: 'https://elsewhere.example',
      carryOn: true,
    })
    if (!/<form id="leave" method="post" action="\/leave"[^>]*><input[^>]*><button>[^<]+<\/button>/.test(html))
      judge.fail(`${language}, web: the page has no way to leave it`)
    if (!html.includes('value="command:help"')) judge.fail(`${language}, web: the page has no way to urgent help`)
  }
  return 'the ways to urgent help and out'
}
