package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tidings/internal/content"
	"tidings/internal/repo"
	"tidings/internal/status"
)

// workFlags are those of a maintenance alone.
type workFlags struct {
	*entryFlags
	starts, ends moment
	reminder     time.Duration
	repeat       repo.Repeat
	of, on       string
	state        status.State
}

func (p *program) workFlags(f *flags) *workFlags {
	w := &workFlags{entryFlags: p.entryFlags(f), state: status.Scheduled}
	f.Var(&w.starts, "starts", "")
	f.Var(&w.ends, "ends", "")
	f.DurationVar(&w.reminder, "reminder", 0, "")
	f.StringVar(&w.repeat.Rule, "repeat", "", "")
	f.StringVar(&w.repeat.Until, "until", "", "")
	f.Var((*list)(&w.repeat.Except), "except", "")
	f.StringVar(&w.of, "of", "", "")
	f.StringVar(&w.on, "on", "", "")
	f.TextVar(&w.state, "state", w.state, "")
	return w
}

func (p *program) newMaintenance(_ context.Context, args []string) error {
	f := p.flags("new maintenance")
	w := p.workFlags(f)
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	m, err := w.maintenance()
	if err != nil {
		return err
	}
	config, err := folderConfig(w.content)
	if err != nil {
		return err
	}
	path := entryPath("maintenance", m.Starts, m.ID)
	return p.write(w.content, *w.asJSON, path, repo.FormatRecurring(m, w.repeat), func(path string, src []byte, known map[string]struct{}) []content.Problem {
		_, problems := repo.Parse(status.AboutMaintenance, path, src, repo.Known{Components: known, Zone: config.Site.Zone})
		return problems
	})
}

// maintenance is what the flags say.
func (w *workFlags) maintenance() (*status.Maintenance, error) {
	switch {
	case !w.state.OfMaintenance():
		return nil, usagef("a maintenance cannot be %s: use scheduled, in_progress, verifying, completed or cancelled", w.state)
	case (w.of == "") != (w.on == ""):
		return nil, usagef("--of ID and --on DATE belong together: the id of work that recurs, and its day")
	case w.of != "":
		return w.occurrence()
	case w.repeat.Rule == "" && (w.repeat.Until != "" || len(w.repeat.Except) > 0):
		return nil, usagef("--until and --except are for work that recurs: give it a rule, as --repeat \"FREQ=WEEKLY;BYDAY=SU\"")
	case w.starts.IsZero() || w.ends.IsZero():
		return nil, usagef("a maintenance needs --starts and --ends, as 2026-11-22T10:04:00Z")
	}
	id, err := w.identity(w.starts.Time)
	if w.repeat.Rule != "" && w.id == "" {
		id = titleSlug(w.title)
	}
	return &status.Maintenance{
		ID: id, Title: w.title, Starts: w.starts.UTC(), Ends: w.ends.UTC(), Components: w.components, Reminder: w.reminder,
		Updates: []status.Update{{ID: "1", At: w.at.UTC(), State: w.state, Body: cmp.Or(w.text, "Planned work.")}},
	}, err
}

// occurrence is one time of work that recurs, told more of.
func (w *workFlags) occurrence() (*status.Maintenance, error) {
	plan := status.Plan{Starts: w.starts.UTC(), Ends: w.ends.UTC()}
	if w.state == status.Scheduled && plan == (status.Plan{}) && w.text == "" {
		return nil, usagef("say what becomes of it: --state cancelled, other --starts and --ends, or a --text")
	}
	r, err := findRecurrence(w.content, w.of)
	if err != nil {
		return nil, err
	}
	m := r.On(status.Date(w.on))
	if m == nil {
		return nil, hinted{fmt.Errorf("%s does not take place on %q", w.of, w.on), "write its day as 2026-11-29, as the site's time zone has it"}
	}
	at := w.at.UTC()
	if first := &m.Updates[0]; first.At.After(at) {
		first.At = at
	}
	m.Updates = append(m.Updates, status.Update{ID: "2", At: at, State: w.state, Body: cmp.Or(w.text, usualText(w.state)), Plan: plan})
	m.Replan()
	return m, nil
}

func usualText(s status.State) string {
	if s == status.Cancelled {
		return "This time it does not take place."
	}
	return "This time it is planned differently."
}

// findRecurrence looks for work that recurs among the content files.
func findRecurrence(content, id string) (*status.Recurrence, error) {
	config, err := folderConfig(content)
	if err != nil {
		return nil, err
	}
	files, problems, err := repo.Files(content)
	if err != nil || len(problems) > 0 {
		return nil, errors.Join(err, firstOf(problems))
	}
	for _, f := range files {
		src, err := os.ReadFile(filepath.Join(content, filepath.FromSlash(f.Path)))
		if err != nil {
			return nil, fmt.Errorf("reading the content: %w", err)
		}
		fact, _ := repo.Parse(f.About, f.Path, src, repo.Known{Zone: config.Site.Zone})
		if fact.Recurrence != nil && fact.Recurrence.ID == id {
			return fact.Recurrence, nil
		}
	}
	return nil, hinted{fmt.Errorf("no work that recurs has the id %q", id), "it is in the front matter of its file, or the file's name"}
}

func firstOf(problems []content.Problem) error {
	if len(problems) == 0 {
		return nil
	}
	return hinted{errors.New(problems[0].String()), "tidings check lists every mistake"}
}
