// Adds the reader's own time behind each time of the page that does not say it, and behind a span its own span. The page works without it.
(() => {
  const lang = document.documentElement.lang.replace(/^en$/, 'en-GB')
  const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
  const whole = new Intl.DateTimeFormat(lang, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' })
  const ends = (a, b) => b && b.dateTime > a.dateTime && a.parentNode === b.parentNode && a.nextSibling.nextSibling === b && /^[^·,]{1,9}$/.test(a.nextSibling.data ?? '')
  const all = [...document.querySelectorAll('main time[datetime*=T]')]
  const foreign = (e) => !isNaN(new Date(e.dateTime)) && !e.textContent.includes(clock.format(new Date(e.dateTime)))
  const later = all.map((e, i) => ends(e, all[i + 1])) // before anything is added
  all.map(foreign).forEach((adds, i) => {
    if (!adds || later[i]) return
    const own = document.createElement('bdi'), at = new Date(all[i].dateTime)
    own.textContent = i && later[i - 1] ? whole.formatRange(new Date(all[i - 1].dateTime), at) : whole.format(at)
    all[i].append(' · ', own)
  })
})()
