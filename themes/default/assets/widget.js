// The status of a page, shown on another: see /badges. The build fills in LANGUAGES and HEARTBEAT.
(() => {
  const script = document.currentScript
  const home = new URL('./', script.src)
  const languages = LANGUAGES; // tag: [folder, words for an unknown status]
  const heart = HEARTBEAT; // its file, or nothing for a site that has none
  const asked = (script.dataset.lang || document.documentElement.lang).toLowerCase()
  const lang = [asked, asked.split('-')[0], Object.keys(languages)[0]].find((tag) => languages[tag])
  const [folder, unknown] = languages[lang]
  const looks = {
    operational: ['#0f9984', 'M6 0a6 6 0 1 0 .01 0zM5.2 9 2.3 6.1l1.2-1.2 1.7 1.7L8.8 3 10 4.2z'],
    unknown: ['#767f8c', 'M6 0a6 6 0 1 0 .01 0zM3 5h6v2H3z'],
    under_maintenance: ['#5b4dff', 'M11 2 9 4 8 3l2-2a3.5 3.5 0 0 0-4 5L1 10l2 2 4-5a3.5 3.5 0 0 0 4-5z'],
    degraded_performance: ['#b08900', 'M6 0 12 11H0z'],
    partial_outage: ['#d04508', 'M0 0h12v12H0zM2 2v4h8V2z'],
    major_outage: ['#c8202d', 'M4 0h4l4 4v4L8 12H4L0 8V4z']
  }
  const link = document.createElement('a')
  Object.assign(link, { className: 'tidings-status', lang, dir: 'auto', href: new URL(folder, home) })

  const show = (status, text) => {
    const space = 'http://www.w3.org/2000/svg'
    const svg = document.createElementNS(space, 'svg')
    const path = svg.appendChild(document.createElementNS(space, 'path'))
    for (const [key, value] of [['viewBox', '0 0 12 12'], ['width', '1em'], ['height', '1em'], ['aria-hidden', true]]) svg.setAttribute(key, value)
    path.setAttribute('fill', looks[status][0])
    path.setAttribute('d', looks[status][1])
    Object.assign(svg.style, { verticalAlign: '-.125em', marginInlineEnd: '.4em' })
    link.dataset.status = status
    link.replaceChildren(svg, text)
  }
  const read = async (file) => {
    const answer = await fetch(new URL(file, home), { credentials: 'omit' })
    return answer.ok ? answer.json() : null
  }
  const look = async () => {
    try {
      const [now, beat] = await Promise.all([read(folder + 'status.json'), heart && read(heart).catch(() => null)])
      if (beat && Date.now() - Date.parse(beat.next) > 36e5) throw beat
      show(now.status, [now.verdict, ...now.incidents.map((incident) => incident.title)].join(' · '))
    } catch {
      show('unknown', unknown)
    }
  }
  show('unknown', '…')
  const place = document.querySelector(script.dataset.target || null)
  place ? place.append(link) : script.after(link)
  look()
  setInterval(() => document.hidden || look(), 3e5)
})()
