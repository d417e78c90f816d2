package generator

import (
	"time"

	"tidings/themes"
)

// heartbeatPath is where whoever publishes the site says that they are alive.
const heartbeatPath = "heartbeat.json"

const ageScript = "age.js"

// age is what partials/age.html is given: how a page finds out that it is an
// old copy, and what it says then.
type age struct{ Made, Heart, Note, Again string }

// mayAge has a page of a site that a running program keeps up to date look
// after its age; others would look old on every static host. made is when a page
// was made that every publish makes again; zero for one that may rightly be old.
func (l *locale) mayAge(f *frame, at places, made time.Time) {
	if !l.b.in.Live {
		return
	}
	f.Age = &age{Heart: at.shared(heartbeatPath), Note: l.words.Text("age.old"), Again: l.words.Text("age.again")}
	if !made.IsZero() {
		f.Age.Made = made.UTC().Format(time.RFC3339)
	}
	f.run(at, l.b.scriptPath(ageScript))
}

// run has a page run one of the theme's scripts, and allows it to.
func (f *frame) run(at places, path string) {
	if len(f.Scripts) == 0 {
		f.Policy += themes.ScriptCSP
	}
	f.Scripts = append(f.Scripts, at.shared(path))
}
