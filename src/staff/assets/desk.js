// While publishing is being checked the page says by itself how far it is.
const told = document.getElementById('progress')

async function look() {
  try {
    const { state, text } = await (await fetch('/desk/publish/progress')).json()
    if (state !== told.dataset.state) return location.reload()
    if (told.textContent !== text) told.textContent = text
  } catch {
    // The next look may fare better.
  }
  setTimeout(look, 2000)
}

if (told?.dataset.state === 'checking') setTimeout(look, 2000)
