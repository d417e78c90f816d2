package generator

import (
	"cmp"
	"context"
	"html/template"

	"tidings/internal/message"
)

// channel is a way to hear of news, and the formats that it comes in.
type channel struct {
	Name    string
	Formats []named
}

// channels are the ways to hear of news that need no address.
func (l *locale) channels(at places) []channel {
	formats := func(path string) []named {
		return []named{{"Atom", at.file(path + ".atom")}, {"RSS", at.file(path + ".rss")}, {"JSON", at.file(path + ".json")}}
	}
	return []channel{
		{l.words.Text("subscribe.incidents"), formats("history")},
		{l.words.Text("subscribe.updates"), formats("updates")},
		{l.words.Text("footer.calendar"), []named{{"iCalendar", at.shared("maintenance.ics")}}},
	}
}

// mailForm is a form that asks for mail. Its fields are those that the address
// behind /subscribe takes.
type mailForm struct {
	Action, More string // More is the page with all that can be chosen
	Lang         string
	Blocks       []choiceBlock
	Severities   []choice
	Languages    []language
	Zone         string // of the site
}

// mailNotice says that mail is not sent; empty where it is, and where nobody would
// expect any.
func (l *locale) mailNotice() string {
	if key := l.b.in.Letters.Notice(); key != "" {
		return l.words.Text(key)
	}
	return ""
}

// mailForm is that of a page at the top; nil where nobody takes it.
func (l *locale) mailForm() *mailForm {
	action := l.door(0, subscribePath)
	if action == "" || l.b.in.Letters == message.MailOff {
		return nil
	}
	return &mailForm{Action: action, More: l.b.link(0, subscribePath), Lang: l.lang}
}

// door is an address at which somebody takes wishes to be told by mail; empty
// where nobody does. A running program takes them itself unless the site names another address.
func (l *locale) door(depth int, path string) string {
	switch {
	case !l.b.in.Mail:
		return ""
	case l.b.site.DynamicURL != "":
		return l.b.site.DynamicURL + "/" + path
	case l.b.in.Live:
		return places{l: l, depth: depth}.shared(path)
	}
	return ""
}

// follow is the link to where an incident can be followed by mail until it ends.
func (l *locale) follow(t *tale, depth int) template.HTML {
	if t.incident == nil || t.state.Ends() {
		return ""
	}
	href := l.door(depth, "subscriptions/incident/"+name(t.id))
	if href == "" {
		return ""
	}
	if l.index > 0 {
		href += "?language=" + l.lang
	}
	return template.HTML("\n<p><a href=\"" + template.HTMLEscapeString(href) + "\">" + template.HTMLEscapeString(l.words.Text("subscribe.follow")) + "</a></p>")
}

const subscribePath = "subscribe"

// subscribePage is what layouts/subscribe.html is given.
type subscribePage struct {
	frame
	Title, Notice string
	Form          *mailForm // nil where no mail goes out
	Channels      []channel // where there is a notice
}

// subscribeJobs makes the page on which mail can be asked for in detail.
func (b *builder) subscribeJobs(put func(job)) {
	for _, l := range b.locales {
		if l.door(0, subscribePath) != "" {
			put(func(_ context.Context, w *worker) error { return l.writeSubscribe(w) })
		}
	}
}

func (l *locale) writeSubscribe(w *worker) error {
	p := &subscribePage{
		frame: l.frame(subscribePath, l.b.theme.BoardStyle()), Title: l.words.Text("nav.subscribe"), Notice: l.mailNotice(), Form: l.wholeForm(),
	}
	if p.Notice != "" {
		p.Channels = l.channels(places{l: l})
	}
	p.HeadTitle, p.Description = l.headTitle(p.Title), cmp.Or(p.Notice, l.words.Text("subscribe.intro"))
	w.page = w.page[:0]
	if err := l.b.theme.Execute(w, "layouts/subscribe.html", p); err != nil {
		return err
	}
	return w.put(l.prefix + subscribePath + ".html")
}

// wholeForm is the form with all that can be chosen.
func (l *locale) wholeForm() *mailForm {
	f := l.mailForm()
	if f == nil {
		return nil
	}
	f.Blocks, f.Severities, f.Languages, f.Zone = l.choiceBlocks(), l.severities(), l.choices(), l.b.view.Zone.String()
	return f
}
