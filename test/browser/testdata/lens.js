// What a visitor sees of a page, as questions. Those that return a list ask for
// what is wrong. The whole file is one expression.
({
  all: (selector) => [...document.querySelectorAll(selector)],
  seen: (e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true}) && e.getBoundingClientRect().height > 0,
  name: (e) => e.localName + (e.id ? '#' + e.id : '') + ' "' + (e.textContent || '').trim().slice(0, 40) + '"',
  rgb: (colour) => colour.match(/[\d.]+/g).map(Number),

  text() { return document.body.innerText },
  heading() { return document.querySelector('h1').innerText },
  state(component) {
    const row = this.all('.component .row').find((e) => e.firstElementChild.innerText.trim() === component)
    return row ? row.querySelector('.state').innerText.trim() : ''
  },
  bottom(selector) { return document.querySelector(selector).getBoundingClientRect().bottom + scrollY },

  // Texts of a badge that are pressed or stretched by more than a fifth into the
  // width that was measured for them, or stick out of the picture.
  tight() {
    const picture = document.documentElement.getBoundingClientRect()
    return this.all('text').flatMap((e) => {
      const box = e.getBoundingClientRect(), told = e.textLength.baseVal.value
      e.removeAttribute('textLength')
      const natural = e.getComputedTextLength(), by = told / natural
      const wrong = by < 0.8 || by > 1.2 ? ['"' + e.textContent + '" is ' + natural.toFixed(0) + ' px wide and drawn in ' + told] : []
      return box.left < 0 || box.right > picture.width + 1 ? wrong.concat('"' + e.textContent + '" ends at ' + box.right + ' of ' + picture.width) : wrong
    })
  },

  // Everything that sticks out of the page sideways, unless it scrolls by itself.
  sideways() {
    const width = document.documentElement.clientWidth
    const scrolls = (e) => e && (/auto|scroll/.test(getComputedStyle(e).overflowX) && e !== document.body || scrolls(e.parentElement))
    const wrong = this.all('body *').filter((e) => this.seen(e) && !e.matches('.skip') && !scrolls(e.parentElement)).filter((e) => {
      const box = e.getBoundingClientRect()
      return box.right > width + 1 || box.left < -1
    }).map((e) => this.name(e) + ' sticks out of ' + width + ' px')
    if (document.documentElement.scrollWidth > width) wrong.push('the page is ' + document.documentElement.scrollWidth + ' px wide of ' + width)
    return wrong
  },

  // What does not begin on the side where the language begins.
  mirrored(right) {
    const middle = document.documentElement.clientWidth / 2
    const bar = document.querySelector('#components ~ details .component .bar')
    const today = bar.querySelector('.major_outage').getBoundingClientRect(), all = bar.getBoundingClientRect()
    const early = (today.left + today.right < all.left + all.right) !== right
    return (early ? ['today is on the wrong side of the bar'] : []).concat(this.all('a.site, h1 .mark, .row > a, .story h3 .mark, .component .row').filter((e) => this.seen(e)).filter((e) => {
      const box = e.getBoundingClientRect()
      if (e.matches('.row')) return (e.firstElementChild.getBoundingClientRect().left > e.lastElementChild.getBoundingClientRect().left) !== right
      return (box.left > middle) !== right
    }).map((e) => this.name(e) + ' is on the wrong side'))
  },

  // The boxes of all texts that are seen.
  texts() {
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = []
    for (let n; n = walk.nextNode();) {
      if (!n.data.trim() || n.parentElement.closest('.skip') || !this.seen(n.parentElement)) continue
      const range = document.createRange()
      range.selectNodeContents(n)
      for (const box of range.getClientRects()) found.push({text: n.data.trim().slice(0, 40), box})
    }
    return found
  },

  // Texts that cover each other, by more than letters do that hang down.
  covered() {
    const found = this.texts(), wrong = []
    found.forEach((a, i) => found.slice(i + 1).forEach((b) => {
      const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
      const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
      if (wide > 2 && high > Math.min(a.box.height, b.box.height) / 2) wrong.push('"' + a.text + '" and "' + b.text + '" cover each other')
    }))
    return wrong
  },

  // Boxes that cut their text off without a way to scroll.
  cut() {
    return this.all('main *, nav *').filter((e) => this.seen(e) && /hidden|clip/.test(getComputedStyle(e).overflow) && e.textContent.trim() &&
      (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)).map((e) => this.name(e) + ' is cut off')
  },

  // Names of things that are too small for a thumb; links within a sentence may be.
  small() {
    return this.all('nav a, summary, button, input:not([type=hidden]), select, .row a, .entries a, .parts a, .channels a').filter((e) => this.seen(e) && !e.closest('.trap'))
      .filter((e) => (e.closest('label') || e).getBoundingClientRect().height < 43).map((e) => this.name(e) + ' is too small for a thumb')
  },

  // Statuses that are not told by a word, and marks that cannot be seen.
  untold() {
    const words = this.all('.state').filter((e) => this.seen(e) && !e.innerText.trim()).map((e) => this.name(e) + ' has no word')
    const paper = getComputedStyle(document.body).backgroundColor
    const marks = this.all('.mark').filter((e) => this.seen(e)).filter((e) => {
      const style = getComputedStyle(e)
      return e.getBoundingClientRect().width < 8 || style.fill === paper || style.fill === 'none'
    }).map((e) => this.name(e.parentElement) + ' has a mark that is not seen')
    if (!this.all('.state').some((e) => this.seen(e))) words.push('no status is seen')
    return words.concat(marks)
  },

  // How light a colour of an element is: 0 black, 255 white.
  light(selector, property) {
    const [r, g, b] = this.rgb(getComputedStyle(document.querySelector(selector))[property])
    return Math.round((r * 299 + g * 587 + b * 114) / 1000)
  },

  moving() {
    return document.getAnimations().map((a) => (a.animationName || a.transitionProperty) + ' moves').concat(
      this.all('body *').filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0 || getComputedStyle(e).animationName !== 'none').map((e) => this.name(e) + ' would move'),
      /smooth/.test(getComputedStyle(document.documentElement).scrollBehavior) ? ['scrolling is smooth'] : [])
  },

  // What is folded away: everything within details but the summary.
  folded() {
    return this.all('details > :not(summary) a').filter((e) => !this.seen(e)).map((e) => this.name(e) + ' is folded away')
  },

  // Links to elsewhere whose address does not stand beside them.
  addressless() {
    return this.all('main a[href^="http"]').filter((e) => !getComputedStyle(e, '::after').content.includes(e.getAttribute('href')) &&
      !e.innerText.includes(e.getAttribute('href'))).map((e) => this.name(e) + ' does not print its address')
  },

  // What is wrong with the page as a whole for those who do not see it.
  shape() {
    const wrong = []
    const one = (selector) => { const n = this.all(selector).length; if (n !== 1) wrong.push(n + ' of ' + selector) }
    ;['h1', 'main', 'body > header', 'body > footer', 'main h1', 'head > title', 'meta[name=viewport]'].forEach(one)
    let before = 0
    for (const h of this.all('h1, h2, h3, h4, h5, h6')) {
      const level = +h.localName[1]
      if (level > before + 1) wrong.push(this.name(h) + ' comes after a heading of level ' + before)
      before = level
    }
    for (const n of this.all('body > header nav, body > footer nav')) if (!n.ariaLabel) wrong.push(this.name(n) + ' has no name')
    if (!document.documentElement.lang) wrong.push('no language')
    if (!document.title.trim()) wrong.push('no title')
    for (const t of this.all('time')) if (isNaN(Date.parse(t.dateTime))) wrong.push(this.name(t) + ' is no time')
    for (const e of this.all('body [title]')) wrong.push(this.name(e) + ' hides text behind hovering')
    return wrong
  },

  // What can be reached by the keyboard, in the order of the document.
  // A choice of radio buttons is one stop.
  stops() {
    return this.all('a[href], button, input, select, summary, [tabindex]').filter((e) => this.seen(e) && e.tabIndex >= 0 && (e.type !== 'radio' || e.checked)).length
  },

  // Where the keyboard is: the element's place among all, and how it shows.
  focus() {
    const e = document.activeElement
    if (!e || e === document.body) return {Place: -1, Name: ''}
    const style = getComputedStyle(e), box = e.getBoundingClientRect()
    return {
      Place: this.all('*').indexOf(e), Name: this.name(e), Tag: e.localName, Open: !!e.parentElement.open, InMain: !!e.closest('main'),
      Shown: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 && style.outlineColor !== getComputedStyle(document.body).backgroundColor,
      InSight: box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    }
  },
})
