// Adds the reader's own time behind each time of the page that does not say it. The page works without it.
(() => {
  const lang = document.documentElement.lang.replace(/^en$/, 'en-GB')
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
  const whole = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' }
  for (const e of document.querySelectorAll('main time[datetime*=T]')) {
    const at = new Date(e.dateTime)
    if (isNaN(at) || e.textContent.includes(clock.format(at))) continue
    const own = document.createElement('bdi')
    own.textContent = at.toLocaleString(lang, whole)
    e.append(' · ', own)
  }
})()
