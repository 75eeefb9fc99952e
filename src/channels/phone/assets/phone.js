// Sends without loading the page anew. Without this script the form does the same by itself.
const form = document.getElementById('write')
const messages = document.getElementById('messages')
const text = document.getElementById('text')

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const body = new URLSearchParams(new FormData(form))
  body.delete('transcript')
  text.value = ''
  text.focus()
  try {
    const response = await fetch(form.action, { method: 'POST', body, headers: { accept: 'application/json' } })
    const { entries } = await response.json()
    entries.forEach(show)
  } catch {
    show({ side: 'fault', text: form.dataset.unreachable })
  }
})

text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  form.requestSubmit()
})

messages.lastElementChild?.scrollIntoView()

function show({ side, text, facts }) {
  const item = document.createElement('li')
  item.className = side
  const words = item.appendChild(document.createElement('p'))
  words.dir = 'auto'
  words.textContent = text
  if (facts) item.appendChild(document.createElement('small')).textContent = facts
  messages.appendChild(item)
  item.scrollIntoView()
}
