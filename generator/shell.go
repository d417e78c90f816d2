package generator

import (
	"bytes"
	"slices"
	"strings"

	"tidings/internal/status"
)

// Shell draws pages that look like the site's and are no part of it: answers to
// people who subscribe. Their links are absolute paths. It may be used by many
// goroutines.
type Shell struct{ b *builder }

// NewShell makes a shell; of the input's view only zone and layout count.
func NewShell(in Input) (*Shell, error) {
	b, err := newBuilder(in)
	if err != nil {
		return nil, err
	}
	return &Shell{b}, nil
}

// Subscription is a page about a subscription. Heading and Notes are keys of
// words; Wrong is a sentence.
type Subscription struct {
	Heading string
	Notes   []string
	Wrong   string
	Confirm bool    // shows the button that confirms
	Feeds   bool    // shows the ways that need no address
	Chosen  *Chosen // shows what is chosen, to be changed or ended
	Follow  *Named  // an incident: shows the form that asks to be told of it alone
}

// Named is an incident, by id and title.
type Named struct{ ID, Title string }

// Chosen is what a subscriber has chosen.
type Chosen struct {
	Address               string
	All                   bool
	Groups, Components    []string
	Severity              status.Impact
	Incident, Maintenance bool
	Language, Zone        string
	Incidents             []Named // that are followed
	Offered               []Named // that may be followed
}

// subscriptionPage is what partials/subscription.html is given.
type subscriptionPage struct {
	*frame
	Subscription
	Lines      []string
	Blocks     []choiceBlock
	Severities []choice
	Languages  []language
	Channels   []channel
	More       string // the page with all that can be chosen
	Zone       string // of the site
}

// Subscription draws a page in a language of the site, or in its first.
func (s *Shell) Subscription(lang string, p Subscription) ([]byte, error) {
	l := s.b.locales[0]
	for _, other := range s.b.locales {
		if strings.EqualFold(other.lang, lang) {
			l = other
		}
	}
	f := l.frameAt(places{l: l, root: l.b.rootPath()}, l.b.theme.BoardStyle())
	f.chrome = l.absolute
	data := &subscriptionPage{frame: &f, Subscription: p, Severities: l.severities(), Languages: l.choices()}
	data.Blocks, data.Zone = l.choiceBlocks(), l.b.view.Zone.String()
	at := places{l: l, root: l.b.rootPath()}
	data.More = at.page(subscribePath)
	if p.Feeds {
		data.Channels = l.channels(at)
	}
	for _, key := range p.Notes {
		data.Lines = append(data.Lines, l.words.Text(key))
	}
	if p.Wrong != "" {
		data.Lines = append(data.Lines, l.words.Text("subscription.wrong", "reason", p.Wrong))
	}
	body, err := l.b.render("partials/subscription.html", data)
	if err != nil {
		return nil, err
	}
	page := &freePage{frame: f, Title: l.words.Text(p.Heading), Body: body}
	page.HeadTitle, page.Description = l.headTitle(page.Title), page.Title
	var out bytes.Buffer
	err = l.b.theme.Execute(&out, "layouts/page.html", page)
	return out.Bytes(), err
}

// Picked reports whether a group or component is chosen.
func (p *subscriptionPage) Picked(id string) bool {
	return slices.Contains(p.Chosen.Groups, id) || slices.Contains(p.Chosen.Components, id)
}

// Least reports whether an impact is the least to be told of.
func (p *subscriptionPage) Least(name string) bool { return p.Chosen.Severity.String() == name }
