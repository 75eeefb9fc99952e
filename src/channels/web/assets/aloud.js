// Reads a reply aloud with a voice of the device itself: offered only where there is one for the language, and never one
// that sends the words elsewhere.
// @ts-check
;(() => {
  const log = document.getElementById('log')
  if (!log || !window.speechSynthesis) return
  /** @type {HTMLButtonElement | null} */
  let reading = null

  /** @param {string} lang */
  const voiceFor = (lang) => {
    if (lang.includes('-Latn')) return undefined
    return speechSynthesis
      .getVoices()
      .find((voice) => voice.localService && voice.lang.toLowerCase().split(/[-_]/)[0] === lang)
  }
  /** @param {Element} node */
  const langOf = (node) => node.closest('[lang]')?.getAttribute('lang') || ''
  const buttons = () => /** @type {HTMLButtonElement[]} */ ([...log.querySelectorAll('.aloud')])

  const offer = () => {
    for (const button of buttons()) {
      button.dataset.start ||= button.textContent || ''
      button.hidden = !voiceFor(langOf(button))
    }
  }

  const stop = () => {
    if (reading) reading.textContent = reading.dataset.start || ''
    reading = null
    speechSynthesis.cancel()
  }

  /** @param {HTMLButtonElement} button */
  const read = (button) => {
    const parts = [...(button.closest('.reply')?.querySelectorAll('p, h2, dt, dd, .choices button') || [])].filter(
      (part) => !part.closest('.extra') && part.textContent?.trim(),
    )
    for (const part of parts) {
      const voice = voiceFor(langOf(part))
      if (!voice) continue
      const said = new SpeechSynthesisUtterance((part.textContent || '').trim())
      said.voice = voice
      said.lang = voice.lang
      if (part === parts[parts.length - 1]) said.onend = () => reading === button && stop()
      speechSynthesis.speak(said)
    }
    reading = button
    button.textContent = button.dataset.stop || ''
  }

  log.addEventListener('click', (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (/** @type {Element} */ (event.target).closest('.aloud'))
    if (!button) return
    const same = reading === button
    stop()
    if (!same) read(button)
  })
  log.addEventListener('reply', () => {
    stop()
    offer()
  })
  speechSynthesis.addEventListener?.('voiceschanged', offer)
  addEventListener('pagehide', stop)
  offer()
})()
