// Says so when this copy of the page may be old: see "heartbeat.json". The page works without it.
(() => {
  const note = document.getElementById('age')
  const minute = 6e4
  let first
  const tell = (stale) => {
    note.hidden = false
    if (!stale) return
    document.querySelector('.verdict')?.setAttribute('class', 'verdict unknown')
    for (const part of document.querySelectorAll('.group, .component')) part.classList.replace('operational', 'unknown')
  }
  const look = async () => {
    if (document.hidden) return
    let answer
    try {
      answer = await fetch(note.dataset.heart, { cache: 'no-cache' })
    } catch {
      return tell(true)
    }
    // The server's clock, for the reader's may be wrong.
    const now = Date.parse(answer.headers.get('date')) + 1e3 * answer.headers.get('age') || Date.now()
    const beat = answer.ok && (await answer.json().catch(() => null))
    if (now - Date.parse(note.dataset.made) > 26 * 60 * minute) return tell(true)
    if (!beat) return
    first ??= beat.sequence
    if (now - Date.parse(beat.next) > 4 * minute) tell(true)
    else if (beat.sequence !== first) tell(false)
  }
  look()
  document.addEventListener('visibilitychange', look)
  setInterval(look, 5 * minute)
})()
