package generator

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"tidings/themes"
)

// heartbeatPath is where whoever publishes the site says that they are alive.
const heartbeatPath = "heartbeat.json"

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
	f.run(at, l.b.agePath())
}

// run has a page run one of the theme's scripts, and allows it to.
func (f *frame) run(at places, path string) {
	f.Scripts = append(f.Scripts, at.shared(path))
	f.Policy += themes.ScriptCSP
}

// agePath is where the script is. Its name has a hash of its bytes, so that it
// may be kept for ever.
func (b *builder) agePath() string {
	script, _ := b.theme.Asset("age.js")
	sum := sha256.Sum256([]byte(script))
	return "assets/age-" + hex.EncodeToString(sum[:4]) + ".js"
}

func (b *builder) ageJob() job {
	return func(_ context.Context, w *worker) error {
		script, _ := b.theme.Asset("age.js")
		return w.emit(File{Path: b.agePath(), Body: []byte(script)})
	}
}
