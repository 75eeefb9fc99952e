// Spares the page reloading: sends the form in the background and appends the reply. Everything works without it.
// @ts-check
;(() => {
  const form = /** @type {HTMLFormElement} */ (document.getElementById('chat'))
  const log = /** @type {HTMLElement} */ (document.getElementById('log'))
  const text = /** @type {HTMLTextAreaElement} */ (document.getElementById('text'))
  const status = /** @type {HTMLElement} */ (document.getElementById('status'))
  const words = form.dataset
  const patience = 20000
  let busy = false
  /** What has not got through yet; the same message keeps its name, so sending it again cannot count twice. */
  let waiting = /** @type {{ button: HTMLButtonElement | null, box: HTMLElement } | null} */ (null)

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
      : text.value.trim()
    if (busy || said === '') return
    busy = true
    waiting?.box.remove()
    waiting = null
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(form)) if (name !== 'text' || !button) body.append(name, String(value))
    if (button) {
      body.append('value', button.value)
      body.append('said', said)
    }
    const mine = bubble(said)
    log.append(mine)
    if (!button) text.value = ''
    status.textContent = words.sending || ''
    mine.scrollIntoView({ block: 'start' })
    const stop = new AbortController()
    const timer = setTimeout(() => stop.abort(), patience)
    try {
      const headers = { 'X-Fingerpost': 'reply' }
      const answer = await fetch('/', { method: 'POST', body, headers, signal: stop.signal })
      // 429: for a while we only say where else to turn.
      if (!answer.ok && answer.status !== 429) throw new Error(String(answer.status))
      if (answer.headers.get('X-Left')) return document.dispatchEvent(new Event('leave'))
      const holder = document.createElement('div')
      holder.innerHTML = await answer.text()
      const reply = holder.querySelector('.reply')
      const other = reply?.getAttribute('lang') !== document.documentElement.lang
      // A reply in another language asks for that language's page. Danger waits for no page.
      if (reply && other && !holder.querySelector('.danger')) return whole(button, said)
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
      if (!button) text.value = text.value || said
      const box = make('div', 'problem', '')
      box.setAttribute('role', 'alert')
      const again = /** @type {HTMLButtonElement} */ (make('button', 'again', words.retry || ''))
      again.type = 'button'
      again.addEventListener('click', () => retry())
      box.append(make('p', '', words.problem || ''), again)
      log.append(box)
      waiting = { button, box }
      box.scrollIntoView({ block: 'end' })
    } finally {
      clearTimeout(timer)
      status.textContent = ''
      busy = false
    }
  }

  const retry = () => {
    const lost = waiting
    if (!lost) return
    text.focus({ preventScroll: true })
    send(lost.button)
  }

  // The same message once more, answered with a whole page; what was begun to be written goes along with a choice.
  /** @param {HTMLButtonElement | null} button @param {string} said */
  const whole = (button, said) => {
    if (button) field('value', button.value)
    if (button && said) field('said', said)
    if (!button) text.value = said
    form.submit()
  }

  // By its click, since older phones do not say which button sent a form.
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target)
    const button = /** @type {HTMLButtonElement | null} */ (target.closest('button[name=value]'))
    if (!button) return
    event.preventDefault()
    // Another language is another page: its own words, not only its replies.
    if (button.value.startsWith('language:')) whole(button, '')
    else send(button)
  })
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    send(null)
  })
  addEventListener('online', () => retry())
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send(null)
  })
})()
