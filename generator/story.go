package generator

import (
	"context"
	"html/template"
	"slices"
	"strings"
	"time"

	"tidings/internal/status"
)

// story is a tale as a page shows it.
type story struct {
	Class, ID, Title, Href string
	Kind, State            string
	TitleLang              string // where it is not the page's
	Mark, When             template.HTML
	Affected               []affected
	Updates                []update      // newest first
	Older                  []update      // those before them that a page of many stories folds
	Rest                   string        // how many those are, in words
	Titles                 template.HTML // those before the one it has; of a maintenance, its plan; how to follow it
}

// affected is a component that a story names. Href is empty for one that is
// gone, and Word for one of a maintenance, whose title has said it.
type affected struct {
	Class, Name, Href, Word string
	Mark                    template.HTML
}

// update is one update of a story. Lang is set where the text is not in the
// page's language, and Direction where it runs the other way.
type update struct {
	Anchor, State, Href string
	Lang, Direction     string
	Apart               bool // a post-mortem
	Time, Edited, Body  template.HTML
	Changes             template.HTML // of components, on the story's own page
	Earlier             template.HTML // what it said before it was edited
}

// storyPage is what layouts/incident.html is given, for maintenances too.
type storyPage struct {
	frame
	story
}

// shownUpdates is how many updates of a story stand open among others where it
// has more, and one more at most: a long night must not push the rest off the page.
const shownUpdates = 3

// tell makes a story for a page at a depth. Its updates have their anchors on
// its own page; among others it has one itself, which is no other part's, and
// folds its older updates.
func (l *locale) tell(t *tale, depth int, alone bool) story {
	path := t.path()
	class := t.class()
	s := story{
		Class: class.String(), ID: t.about + "-" + name(t.id), Title: t.title, Href: l.b.link(depth, path),
		Kind: l.kind(t), State: l.states[t.state], Mark: l.b.marks[class], When: template.HTML(l.appendWhenOf(nil, t)),
		TitleLang: l.textLang(), Affected: l.affected(t, depth),
	}
	href := s.Href
	if alone {
		href, s.Titles = "", l.titles(t)+l.planned(t)+l.follow(t, depth)
	}
	s.Updates = make([]update, 0, len(t.updates))
	for i := range slices.Backward(t.updates) {
		s.Updates = append(s.Updates, l.update(t, i, href))
	}
	if n := len(s.Updates); !alone && n > shownUpdates+1 {
		s.Updates, s.Older = s.Updates[:shownUpdates], s.Updates[shownUpdates:]
		s.Rest = l.words.Text("entry.rest", "n", l.words.Integer(n-shownUpdates))
	}
	return s
}

// update makes one update; an empty href is that of the page it stands on.
func (l *locale) update(t *tale, i int, href string) update {
	u := &t.updates[i]
	id := name(u.ID)
	made := update{
		State: l.states[u.State], Href: href + "#update-" + id, Apart: u.State == status.Postmortem,
		Time: template.HTML(l.appendMoment(make([]byte, 0, 96), u.At)),
		Body: template.HTML(t.bodies[l.index][i]),
	}
	if href == "" {
		made.Anchor, made.Earlier, made.Changes = "update-"+id, l.earlier(t, i), template.HTML(l.appendChanges(nil, t, i))
	}
	if !u.Edited.IsZero() {
		made.Edited = template.HTML(l.moment(l.edited, u.Edited))
	}
	if l.isForeign(u) {
		made.Lang, made.Direction = l.foreign()
	}
	return made
}

// isForeign reports whether an update's text is not in the page's language.
func (l *locale) isForeign(u *status.Update) bool {
	_, own := u.Lang[l.lang]
	return !own && l.index > 0 && u.Redacted.IsZero()
}

// foreign is the language of what is not said in the page's own, and its
// direction where that is another.
func (l *locale) foreign() (lang, direction string) {
	first := l.b.locales[0]
	if first.words.Direction != l.words.Direction {
		direction = first.words.Direction
	}
	return first.lang, direction
}

// textLang is the language of what an operator writes once for all languages,
// where it is not the page's.
func (l *locale) textLang() string {
	if l.index == 0 {
		return ""
	}
	lang, _ := l.foreign()
	return lang
}

func (l *locale) kind(t *tale) string {
	if t.maintenance != nil {
		return l.maintenance
	}
	return l.kinds[t.impact]
}

// appendWhenOf says when a tale begins and ends, and when its next update is due.
func (l *locale) appendWhenOf(dst []byte, t *tale) []byte {
	dst = l.appendWhenTold(dst, t)
	if t.next.IsZero() {
		return dst
	}
	return l.appendAt(append(dst, " · "...), l.next, t.next)
}

func (l *locale) appendWhenTold(dst []byte, t *tale) []byte {
	switch {
	case t.to.IsZero():
		return l.appendWhen(dst, l.whenOpen, t.from, t.from)
	case t.calledOff():
		return l.appendWhen(dst, l.whenPlanned, t.maintenance.Starts, t.maintenance.Ends)
	case t.planned():
		return l.appendWhen(dst, l.whenPlanned, t.from, t.to)
	}
	return l.appendWhenOver(dst, t.from, t.to)
}

func (l *locale) affected(t *tale, depth int) []affected {
	list := make([]affected, len(t.touched))
	components := l.b.all
	for i, c := range t.touched {
		list[i] = affected{Class: c.status.String(), Name: clean(c.id), Mark: l.b.marks[c.status]}
		if t.maintenance == nil {
			list[i].Word = l.statuses[c.status]
		}
		if c.place < len(components) {
			list[i].Name = clean(components[c.place].Name)
			list[i].Href = l.b.link(depth, componentPath(c.id))
		}
	}
	return list
}

// storyPage makes the page of one tale.
func (l *locale) storyPage(t *tale) *storyPage {
	p := &storyPage{frame: l.frame(t.path(), l.b.storyStyle(t.rich(l.index))), story: l.tell(t, 1, true)}
	p.HeadTitle = l.headTitle(t.title)
	p.Description = l.describe(t)
	p.wear(places{l: l, depth: 1}, p.Class)
	p.Linked = template.HTML(l.appendLinked(nil, t))
	if !t.state.Ends() {
		p.run(places{l: l, depth: 1}, l.b.scriptPath(zoneScript))
	}
	return p
}

// storyStyle is the small style sheet, or the one for a text that needs more.
func (b *builder) storyStyle(rich bool) string {
	if rich {
		return b.theme.TextStyle()
	}
	return b.theme.Style()
}

// rich reports whether a page shows what few do: a table, or that nothing is
// known of a component.
func (t *tale) rich(language int) bool {
	if slices.ContainsFunc(t.touched, func(c touch) bool { return c.status == status.Unknown }) {
		return true
	}
	if slices.ContainsFunc(t.bodies[language], richHTML) {
		return true
	}
	for _, texts := range t.past {
		if slices.ContainsFunc(texts, func(p pastText) bool { return richHTML(p.html[language]) }) {
			return true
		}
	}
	return false
}

func richHTML(html string) bool { return strings.Contains(html, "<table>") }

func (l *locale) describe(t *tale) string {
	about := l.words.Text("about." + t.about)
	return l.words.Text("entry.description", "kind", about, "title", t.title, "state", l.states[t.state])
}

// storyJob makes a tale's page in every language. A tale that is gone leaves
// its paths to gone.
func (b *builder) storyJob(about, id string, gone *goneList) job {
	return func(ctx context.Context, w *worker) error {
		t, err := b.shelf.tale(ctx, w, about, id)
		if gone != nil && isNotFound(err) {
			b.forEach(entryPath(about, id)+".html", gone.add)
			if about == status.AboutMaintenance {
				gone.add(calendarPath(id))
			}
			return nil
		}
		if err != nil {
			return err
		}
		for _, l := range b.locales {
			if err := l.writeStory(w, t); err != nil {
				return err
			}
		}
		if t.maintenance != nil {
			return b.writeCalendar(w, t.maintenance)
		}
		return nil
	}
}

// writeStory writes a story's page: cut from the built-in layout where that is
// in use, else as the theme's own templates have it.
func (l *locale) writeStory(w *worker, t *tale) error {
	w.page = w.page[:0]
	cut, err := l.stories.get(l)
	if err != nil {
		return err
	}
	if cut != nil {
		w.page = cut.append(w.page, l, t)
	} else if err := l.b.theme.Execute(w, "layouts/incident.html", l.storyPage(t)); err != nil {
		return err
	}
	return w.put(l.prefix + t.path() + ".html")
}

// entry is a line of a list.
type entry struct {
	Class, Title, Href, State string
	TextLang                  string // of the title, where it is not the page's
	Mark, When                template.HTML
}

// entry makes the line of an incident or a maintenance.
func (l *locale) entry(e *status.Entry, depth int) entry {
	class := classOf(e)
	return entry{
		Class: class.String(), Title: clean(e.Title), Href: l.b.link(depth, entryPath(e.About, e.ID)),
		TextLang: l.textLang(), State: l.stateOf(e), Mark: l.b.marks[class], When: template.HTML(l.appendWhenEntry(make([]byte, 0, phraseSize), e)),
	}
}

// classOf is the status that a mark before an entry's title shows.
func classOf(e *status.Entry) status.Status {
	if e.About == status.AboutMaintenance {
		return status.UnderMaintenance
	}
	return worstOf(e.Impact)
}

// stateOf says how bad an entry is and how far it has come.
func (l *locale) stateOf(e *status.Entry) string {
	if e.About == status.AboutMaintenance {
		return l.maintenance + " · " + l.states[e.State]
	}
	return l.impacts[e.Impact] + " · " + l.states[e.State]
}

func (l *locale) appendWhenEntry(dst []byte, e *status.Entry) []byte {
	switch {
	case e.State == status.Scheduled:
		return l.appendWhen(dst, l.whenStarts, e.Started, e.Started)
	case e.Ended.IsZero() || !e.State.Ends():
		return l.appendWhen(dst, l.whenOpen, e.Started, e.Started)
	}
	return l.appendWhenOver(dst, e.Started, e.Ended)
}

// appendWhenOver is one moment for what was told only when it was over.
func (l *locale) appendWhenOver(dst []byte, from, to time.Time) []byte {
	if !to.After(from) {
		return l.appendWhen(dst, l.whenAt, from, from)
	}
	return l.appendWhen(dst, l.whenEnded, from, to)
}

// line is a tale's line in lists.
func (t *tale) line() status.Entry {
	return status.Entry{
		Ref:   status.Ref{About: t.about, ID: t.id, Started: t.from},
		Title: t.title, Impact: t.impact, State: t.state, Ended: t.to,
	}
}
