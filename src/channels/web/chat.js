// Spares the page reloading: sends the form in the background and appends the reply. Everything works without it.
// @ts-check
;(() => {
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById('chat'))
  const log = document.getElementById('log')
  const text = /** @type {HTMLTextAreaElement | null} */ (document.getElementById('text'))
  if (!form || !log || !text) return
  let busy = false

  /** @param {string} words @param {string} kind */
  const append = (words, kind) => {
    const line = document.createElement('p')
    line.className = kind
    line.dir = 'auto'
    line.textContent = words
    log.append(line)
    return line
  }

  form.addEventListener('submit', async (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter)
    // Another language is another page: its own words, not only its replies.
    if (button?.value.startsWith('language:')) return
    event.preventDefault()
    const chosen = button && button.name === 'value'
    const words = chosen ? button.ariaLabel || button.textContent || '' : text.value.trim()
    if (busy || (!chosen && words === '')) return
    busy = true
    const body = new URLSearchParams()
    for (const [name, value] of new FormData(form, button)) body.append(name, String(value))
    const mine = append(words, 'written')
    if (!chosen) text.value = ''
    try {
      const answer = await fetch('/', { method: 'POST', body, headers: { 'X-Fingerpost': 'reply' } })
      // 429: for a while we only say where else to turn.
      if (!answer.ok && answer.status !== 429) throw new Error(String(answer.status))
      const holder = document.createElement('div')
      holder.innerHTML = await answer.text()
      const message = /** @type {HTMLInputElement} */ (form.elements.namedItem('message'))
      message.value = answer.headers.get('X-Next-Message') || message.value
      log.append(...holder.childNodes)
      mine.scrollIntoView({ block: 'start' })
    } catch {
      // The same message keeps its name, so sending it again cannot count twice.
      append(form.dataset.problem || '', 'problem').scrollIntoView({ block: 'end' })
      if (!chosen) text.value = words
    } finally {
      busy = false
    }
  })

  text.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault()
      form.requestSubmit(/** @type {HTMLButtonElement} */ (form.querySelector('button[name=send]')))
    }
  })
})()
