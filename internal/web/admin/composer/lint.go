package composer

import (
	"strings"
	"time"

	"tidings/internal/status"
	"tidings/internal/web/admin/posting"
)

// lints look over a post that is to be published: its title, its newest update.
func lints(inc *status.Incident, components bool) []posting.Lint {
	u := &inc.Updates[len(inc.Updates)-1]
	all := posting.Inside(inc.Title + "\n" + u.Body)
	if inc.Impact == status.ImpactNone && !u.State.Ends() && components {
		all = append(all, posting.Lint{Sentence: "The impact is none though components are affected: people who asked for serious incidents only are not told."})
	}
	if !u.State.Ends() && u.Promised().Equal(time.Time{}) {
		all = append(all, posting.Lint{Sentence: "It does not say when the next update comes."})
	}
	if strings.TrimSpace(u.Body) == "" {
		all = append(all, posting.Lint{Sentence: "The update has no text."})
	}
	return all
}
