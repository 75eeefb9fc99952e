// Leaves at once: the page goes blank, the server is told to wipe the conversation, and another site takes this one's
// place, so that the back button finds nothing. Pressing Shift three times does the same.
// @ts-check
;(() => {
  const form = /** @type {HTMLFormElement} */ (document.getElementById('leave'))
  const to = form.dataset.to || '/'
  const within = 5000
  let left = false
  // Whoever leaves one tab leaves them all.
  const tabs = typeof BroadcastChannel === 'function' ? new BroadcastChannel('leave') : null
  /** @type {number[]} */
  let presses = []

  const away = () => {
    // In a frame it is the page around it that somebody sees.
    const seen = window.top || window
    try {
      seen.location.replace(to)
    } catch {
      location.replace(to)
    }
  }

  const leave = () => {
    const token = form.querySelector('input')
    if (!left && token) navigator.sendBeacon('/leave', new URLSearchParams({ token: token.value }))
    if (!left) tabs?.postMessage('')
    left = true
    document.documentElement.style.display = 'none'
    document.title = new URL(to).host
    document.body.replaceChildren()
    if (window.speechSynthesis) speechSynthesis.cancel()
    if (parent !== window) parent.postMessage('fingerpost:leave', '*')
    away()
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    leave()
  })
  document.addEventListener('leave', leave)
  tabs?.addEventListener('message', () => left || leave())
  addEventListener('message', ({ source, data }) => {
    if (source === parent && data === 'fingerpost:leave') leave()
  })
  addEventListener('keyup', (event) => {
    const now = Date.now()
    presses = event.key === 'Shift' ? [...presses.filter((at) => now - at < within), now] : []
    if (presses.length >= 3) return leave()
    const status = /** @type {HTMLElement} */ (form.querySelector('[role=status]'))
    status.textContent = presses.length > 0 ? `${form.dataset.again} ${'•'.repeat(3 - presses.length)}` : ''
  })
  // A page that was left and is brought back from memory stays blank and goes on.
  addEventListener('pageshow', (event) => {
    if (left && event.persisted) away()
  })
})()
