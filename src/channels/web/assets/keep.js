// Takes what was found along: copy, print, the phone's share sheet; and opens addresses in the phone's own maps.
// @ts-check
;(() => {
  const log = document.getElementById('log')
  if (!log) return
  const able = {
    share: typeof navigator.share === 'function',
    copy: Boolean(navigator.clipboard),
    print: typeof print === 'function',
  }

  const offer = () => {
    for (const one of log.querySelectorAll('[data-way]')) {
      const button = /** @type {HTMLButtonElement} */ (one)
      button.hidden = !able[/** @type {keyof typeof able} */ (button.dataset.way)]
    }
    for (const one of log.querySelectorAll('a.place')) {
      const { at, address } = /** @type {HTMLAnchorElement} */ (one).dataset
      const query = encodeURIComponent(address || '')
      if (/Android/.test(navigator.userAgent)) one.setAttribute('href', `geo:${at}?q=${query}`)
      else if (/iPhone|iPad|Macintosh/.test(navigator.userAgent))
        one.setAttribute('href', `https://maps.apple.com/?ll=${at}&q=${query}`)
    }
  }

  /** The words of the link that sends them by text. @param {Element} button */
  const wordsOf = (button) => {
    const href = button.parentElement?.querySelector('a')?.getAttribute('href') || ''
    return decodeURIComponent(href.slice(href.indexOf('body=') + 5))
  }

  log.addEventListener('click', async (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (/** @type {Element} */ (event.target).closest('[data-way]'))
    if (!button) return
    const reply = button.closest('.reply')
    const way = button.dataset.way
    try {
      if (way === 'share') await navigator.share({ text: wordsOf(button) })
      if (way === 'copy') {
        await navigator.clipboard.writeText(wordsOf(button))
        button.textContent = button.dataset.done || ''
      }
      if (way === 'print') {
        document.body.classList.add('one')
        reply?.classList.add('printed')
        print()
      }
    } catch {
      // Somebody thought better of it.
    }
  })
  addEventListener('afterprint', () => {
    document.body.classList.remove('one')
    for (const reply of log.querySelectorAll('.printed')) reply.classList.remove('printed')
  })
  log.addEventListener('reply', offer)
  offer()
})()
