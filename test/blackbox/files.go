package blackbox

import (
	"fmt"
	"strings"
	"time"
)

// writes puts a file into the content, or takes it out where text is empty.
func (v *visitor) writes(name, text string) {
	v.Helper()
	if text == "" {
		delete(v.content, name)
	} else {
		v.content[name] = text
	}
	v.Change(v.content)
}

// work is a file of planned work.
func work(title string, starts, ends time.Time, updates ...string) string {
	form := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	return fmt.Sprintf("---\ntitle: %s\ncomponents: {web: under_maintenance}\nstarts: %s\nends: %s\n---\n## %s scheduled\nWe move house.\n%s",
		title, form(starts), form(ends), form(starts.Add(-time.Hour)), strings.Join(updates, ""))
}

// Work that is planned is announced, begins by itself, and ends when somebody says so.
func plannedWork(v *visitor) {
	now := time.Now()
	v.writes("maintenance/move.md", work("Moving house", now.Add(-time.Minute), now.Add(time.Hour)))
	v.writes("maintenance/later.md", work("Moving again", now.Add(24*time.Hour), now.Add(25*time.Hour)))
	v.eventually("/api/v2/scheduled-maintenances/active.json", "Moving house")
	v.eventually("/api/v2/scheduled-maintenances/upcoming.json", "Moving again")
	v.eventually("/api/v2/components.json", `"under_maintenance"`)
	v.eventually("/", "Moving house", "Moving again")
	v.eventually("/maintenance.ics", "Moving again")
	v.eventually("/maintenance/later", "We move house.")
	done := "\n## " + now.UTC().Format(time.RFC3339) + " completed\nThe house has moved.\n"
	v.writes("maintenance/move.md", work("Moving house", now.Add(-time.Minute), now.Add(time.Hour), done))
	v.eventually("/maintenance/move", "The house has moved.")
	v.never("/api/v2/scheduled-maintenances/active.json", "Moving house")
	v.never("/api/v2/components.json", `"under_maintenance"`)
}

// An edit is on the page as a whole; one with a mistake changes nothing; what is
// taken out is gone.
func edits(v *visitor) {
	v.writes("incidents/new.md", "---\ntitle: A new one\nimpact: major\ncomponents: {web: degraded_performance}\n---\n## "+
		time.Now().UTC().Add(-time.Minute).Format(time.RFC3339)+" investigating\nIt is **slow**.\n")
	v.eventually("/", "A new one")
	v.eventually("/incidents/new", "<strong>slow</strong>")
	v.eventually("/api/v2/components.json", `"degraded_performance"`)
	v.writes("incidents/bad.md", "---\ntitle: A bad one\nimpact: terrible\n---\n")
	v.hears(alert("api", "firing", time.Now())) // what is in force goes on
	v.eventually("/", "API is down", "A new one")
	if strings.Contains(v.reads("/"), "A bad one") {
		v.Error("a file with a mistake is on the page")
	}
	v.writes("incidents/bad.md", "")
	v.writes("incidents/new.md", "")
	v.never("/", "A new one")
	v.never("/history.json", "A new one")
}
