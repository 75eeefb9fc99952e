/** Buttons that copy a text (`data-copy`: the id of its field) or print the page (`data-print`); without script they are not there. */
for (const button of document.querySelectorAll('button[data-copy]')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    const field = document.getElementById(button.dataset.copy)
    document.getElementById('copied').textContent = (await copy(field)) ? button.dataset.copied : button.dataset.failed
  })
}

for (const button of document.querySelectorAll('button[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}

/** The text is there to be passed on: one key does it. */
document.querySelector('button[data-copy]')?.focus({ preventScroll: true })

async function copy(field) {
  try {
    await navigator.clipboard.writeText(field.value)
    return true
  } catch {
    // Not by https, or not allowed: the older way, and what is selected can be copied by hand.
    field.focus()
    field.select()
    return document.execCommand('copy')
  }
}
