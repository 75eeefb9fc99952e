// Spares the page reloading: sends the form in the background and appends the reply. Everything works without it.
// @ts-check
;(() => {
  const form = /** @type {HTMLFormElement} */ (document.getElementById('chat'))
  const log = /** @type {HTMLElement} */ (document.getElementById('log'))
  const status = /** @type {HTMLElement} */ (document.getElementById('status'))
  const words = form.dataset
  const patience = 20000
  /** So long an assistive technology is left to hear what was there before. */
  const pause = 200
  let busy = false
  /** What has not got through yet; the same message keeps its name, so sending it again cannot count twice. */
  let waiting = /** @type {{ button: HTMLButtonElement | null, box: HTMLElement } | null} */ (null)

  // Another language brings another box.
  const box = () => /** @type {HTMLTextAreaElement} */ (document.getElementById('text'))

  /** @param {string} tag @param {string} kind @param {string} said */
  const make = (tag, kind, said) => {
    const made = document.createElement(tag)
    made.className = kind
    made.textContent = said
    return made
  }

  /** @param {string} said */
  const bubble = (said) => {
    const mine = make('p', 'written', said)
    mine.dir = 'auto'
    mine.prepend(make('span', 'hidden', `${words.you} `))
    return mine
  }

  /** @param {string} name @param {string} value */
  const field = (name, value) => {
    const input = document.createElement('input')
    input.type = 'hidden'
    input.name = name
    input.value = value
    form.prepend(input)
  }

  /** @param {HTMLButtonElement | null} button the choice that was made, or null for what was typed */
  const send = async (button) => {
    const said = button
      ? button.ariaLabel || button.getAttribute('aria-label') || button.textContent || ''
      : box().value.trim()
    if (busy || said === '') return
    busy = true
    waiting?.box.remove()
    waiting = null
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (name !== 'text' || !button) body.append(name, String(value))
    // Another language is another page: its own words, not only its replies.
    const another = button?.value.startsWith('language:')
    if (button) body.append('value', button.value)
    if (button && !another) body.append('said', said)
    const mine = bubble(said)
    if (!another) log.append(mine)
    if (!button) box().value = ''
    status.textContent = words.sending || ''
    mine.scrollIntoView({ block: 'start' })
    const stop = new AbortController()
    const timer = setTimeout(() => stop.abort(), patience)
    /** @param {Record<string, string>} headers */
    const ask = async (headers) => {
      const answer = await fetch('/', { method: 'POST', body, headers, signal: stop.signal })
      // 429: for a while we only say where else to turn.
      if (!answer.ok && answer.status !== 429) throw new Error(String(answer.status))
      return answer
    }
    try {
      if (another) return await change(await (await ask({})).text())
      const answer = await ask({ 'X-Fingerpost': 'reply' })
      if (answer.headers.get('X-Left')) return document.dispatchEvent(new Event('leave'))
      const holder = document.createElement('div')
      holder.innerHTML = await answer.text()
      const reply = holder.querySelector('.reply')
      const other = reply?.getAttribute('lang') !== document.documentElement.lang
      // A reply in another language asks for that language's page. Danger waits for no page.
      if (reply && other && !holder.querySelector('.danger')) return await change(await (await ask({})).text())
      if (answer.headers.get('X-Forgotten')) {
        log.replaceChildren()
        for (const turn of form.querySelectorAll('input[name=turn]')) turn.remove()
      } else if (answer.headers.get('X-Turn')) field('turn', answer.headers.get('X-Turn') || '')
      const message = /** @type {HTMLInputElement} */ (form.elements.namedItem('message'))
      message.value = answer.headers.get('X-Next-Message') || message.value
      log.append(...holder.childNodes)
      log.dispatchEvent(new Event('reply'))
      const shown = /** @type {HTMLElement | null} */ (log.lastElementChild)
      // Who pressed a button reads on from the answer; who typed can type on, but for a keyboard that would hide it.
      if (shown && (button || matchMedia('(pointer: coarse)').matches)) shown.focus({ preventScroll: true })
      ;(mine.isConnected ? mine : shown)?.scrollIntoView({ block: 'start' })
    } catch {
      mine.remove()
      if (!button) box().value = box().value || said
      const problem = make('div', 'problem', '')
      problem.setAttribute('role', 'alert')
      const again = /** @type {HTMLButtonElement} */ (make('button', 'again', words.retry || ''))
      again.type = 'button'
      again.addEventListener('click', () => retry())
      problem.append(make('p', '', words.problem || ''), again)
      log.append(problem)
      waiting = { button, box: problem }
      problem.scrollIntoView({ block: 'end' })
    } finally {
      clearTimeout(timer)
      status.textContent = ''
      busy = false
    }
  }

  const retry = () => {
    const lost = waiting
    if (!lost) return
    box().focus({ preventScroll: true })
    send(lost.button)
  }

  // Takes over the words of the same page in another language. Nothing is loaded, so that a line that breaks meanwhile
  // loses nothing, and the way back leads to nothing of ours. What was begun to be written stays.
  /** @param {string} html */
  const change = async (html) => {
    // This page has its style, and would not take that of another answer.
    const page = new DOMParser().parseFromString(html.replace(/<style[\s\S]*?<\/style>/, ''), 'text/html')
    const draft = box().value
    // What is not a chat is the page of somebody who left.
    if (!page.getElementById('chat')) return document.dispatchEvent(new Event('leave'))
    const { lang, dir } = page.documentElement
    Object.assign(document.documentElement, { dir })
    for (const part of ['h1', '#leave', '.languages', '#log', '#chat', 'footer']) {
      const here = /** @type {Element} */ (document.querySelector(part))
      const there = /** @type {Element} */ (page.querySelector(part))
      for (const { name, value } of there.attributes) here.setAttribute(name, value)
      // What was said before is not announced again.
      if (here === log) log.setAttribute('aria-live', 'off')
      here.replaceChildren(...there.childNodes)
    }
    document.title = page.title
    document.querySelector('.languages')?.removeAttribute('open')
    box().value = draft
    const latest = /** @type {HTMLElement | null} */ (log.querySelector('.reply:last-of-type'))
    latest?.remove()
    await new Promise((resolve) => setTimeout(resolve, pause))
    log.setAttribute('aria-live', 'polite')
    if (latest) log.append(latest)
    document.documentElement.lang = lang
    log.dispatchEvent(new Event('reply'))
    latest?.focus({ preventScroll: true })
    ;(document.getElementById('latest') || latest)?.scrollIntoView({ block: 'start' })
  }

  // By its click, since older phones do not say which button sent a form.
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target)
    const button = /** @type {HTMLButtonElement | null} */ (target.closest('button[name=value]'))
    if (!button) return
    event.preventDefault()
    send(button)
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    send(null)
  })
  addEventListener('online', () => retry())
  form.addEventListener('keydown', (event) => {
    if (event.target !== box() || event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send(null)
  })
})()
