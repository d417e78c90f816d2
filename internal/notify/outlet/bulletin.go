package outlet

import (
	"time"

	"tidings/internal/notify"
	"tidings/internal/status"
)

// Bulletin is one event in words, for a channel.
type Bulletin struct {
	ID       string // the same whenever the same event is sent
	Kind     notify.Kind
	At       time.Time
	Site     string
	SiteURL  string
	URL      string // of the incident or maintenance
	Title    string
	State    string // word
	Severity string // word of the worst status, or of the state
	Worst    status.Status
	Body     string // Markdown; empty where no update tells the event
	Affected []Affected
	// What it is about: one of the two, and the update that tells it, if one does.
	Incident    *status.Incident
	Maintenance *status.Maintenance
	Update      *status.Update
	// Verdict is the page's status now.
	Verdict status.Status
}

// Affected is a component and its status.
type Affected struct {
	ID, Name, Word string
	Status         status.Status
}

// headline is the line that stands for the bulletin where there is room for one.
func (b *Bulletin) headline() string { return "[" + b.Severity + "] " + b.Title }

// colour is that of the status on the page.
func (b *Bulletin) colour() int {
	if b.Kind == notify.Closes {
		return 0x0f9984
	}
	return [...]int{0x0f9984, 0x767f8c, 0x4a3cff, 0xe0b400, 0xd04508, 0xb3121d}[b.Worst]
}

// lines are the affected components, one a line.
func (b *Bulletin) lines() (all []string) {
	for _, a := range b.Affected {
		line := a.Name
		if a.Word != "" {
			line += ": " + a.Word
		}
		all = append(all, line)
	}
	return all
}

// Tell takes the words of the update that tells the event, in a language or as
// they were written.
func (b *Bulletin) Tell(updates []status.Update, id, lang string) {
	for i := range updates {
		if u := &updates[i]; u.ID == id {
			b.Update, b.Body = u, u.Body
			if text, ok := u.Lang[lang]; ok {
				b.Body = text
			}
		}
	}
}
