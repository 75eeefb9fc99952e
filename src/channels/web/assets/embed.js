// The chat on somebody else's page: a button in the corner that opens it in a frame. Nothing of that page is read.
// @ts-check
;(() => {
  const settings = /** @type {any} */ (/* settings */ {})
  const script = /** @type {HTMLScriptElement} */ (document.currentScript)
  const { origin } = new URL(script.src)
  const { words, leaveUrl } = settings

  /** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {Partial<CSSStyleDeclaration>} style */
  const make = (tag, style) => {
    const made = document.createElement(tag)
    Object.assign(made.style, style)
    return made
  }

  const holder = make('div', { position: 'fixed', right: '1rem', bottom: '1rem', zIndex: '2147483000' })
  const panel = make('div', {
    display: 'none',
    width: 'min(26rem, calc(100vw - 2rem))',
    height: 'min(42rem, calc(100vh - 6rem))',
    marginBottom: '0.75rem',
    borderRadius: '12px',
    overflow: 'hidden',
    boxShadow: '0 4px 24px rgba(0, 0, 0, 0.35)',
    background: '#fff',
  })
  const button = make('button', {
    display: 'block',
    marginLeft: 'auto',
    minHeight: '48px',
    padding: '0.75rem 1.25rem',
    border: '2px solid #fff',
    borderRadius: '24px',
    background: '#0f5c53',
    color: '#fff',
    font: '600 1.0625rem/1.2 system-ui, sans-serif',
    cursor: 'pointer',
  })
  button.type = 'button'
  button.textContent = words.open
  button.setAttribute('aria-expanded', 'false')
  holder.lang = settings.language
  holder.dir = settings.direction
  /** @type {HTMLIFrameElement | null} */
  let frame = null

  const isOpen = () => panel.style.display === 'block'
  /** @param {boolean} open */
  const show = (open) => {
    if (open && !frame) {
      // Only now does anything of ours load.
      frame = make('iframe', { width: '100%', height: '100%', border: '0' })
      frame.src = `${origin}/?lang=${settings.language}`
      frame.title = words.title
      frame.referrerPolicy = 'no-referrer'
      frame.allow = 'clipboard-write; web-share'
      panel.append(frame)
    }
    panel.style.display = open ? 'block' : 'none'
    button.textContent = open ? words.close : words.open
    button.setAttribute('aria-expanded', String(open))
    if (open) frame?.focus()
    else button.focus()
  }

  const leave = () => {
    frame?.contentWindow?.postMessage('fingerpost:leave', origin)
    document.documentElement.style.display = 'none'
    location.replace(leaveUrl)
  }

  button.addEventListener('click', () => show(!isOpen()))
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isOpen()) show(false)
  })
  /** @type {number[]} */
  let presses = []
  addEventListener('keyup', (event) => {
    const now = Date.now()
    presses = isOpen() && event.key === 'Shift' ? [...presses.filter((at) => now - at < 5000), now] : []
    if (presses.length >= 3) leave()
  })
  addEventListener('message', ({ source, data }) => {
    if (frame && source === frame.contentWindow && data === 'fingerpost:leave') {
      document.documentElement.style.display = 'none'
      location.replace(leaveUrl)
    }
  })
  // The panel comes after the button in the tab order, and above it to the eye.
  holder.style.display = 'flex'
  holder.style.flexDirection = 'column-reverse'
  holder.append(button, panel)
  // The line may stand in the head, and be there before the page.
  const place = () => document.body.append(holder)
  if (document.body) place()
  else document.addEventListener('DOMContentLoaded', place)
})()
