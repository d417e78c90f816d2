package main

import (
	"cmp"
	"context"
	"strings"
	"time"

	"tidings/internal/content"
	"tidings/internal/ident"
	"tidings/internal/repo"
	"tidings/internal/status"
)

const newUsage = `usage: tidings new incident --title T [--component ID=STATUS]... [--text MARKDOWN]
       tidings new maintenance --title T --starts TIME --ends TIME [--component ID]...
       tidings new maintenance --of ID --on DATE [--state S] [--starts TIME] [--ends TIME] [--text MARKDOWN]
       tidings new component --id ID --name N [--group ID]

Writes a well-formed content file and prints its path. Nothing is overwritten.

  --content DIR          the content folder (./content)
  --id ID                the id (from the date and the title)
  --title T              what the page says
  --text MARKDOWN        the first update
  --at TIME              when the first update is dated (now)
  --impact I             none, minor, major or critical (minor)
  --state S              investigating, identified, monitoring or resolved (investigating);
                         of one time of work that recurs also cancelled
  --component ID=STATUS  an affected component; for a maintenance its id alone
  --starts, --ends TIME  of a maintenance, as 2026-11-22T10:04:00Z
  --reminder DURATION    how long before the start people are reminded, as 24h (not)
  --repeat RULE          when a maintenance recurs, as FREQ=WEEKLY;BYDAY=SU (never)
  --until DATE           the last day that it recurs, as 2027-06-30 (none)
  --except DATE          a day that is left out; may be repeated
  --of ID --on DATE      moves, cancels or comments one time of work that recurs
  --name, --description, --link, --group   of a component
  --json                 print the path as JSON

Example:
  $ tidings new incident --title "API answers slowly" --component api=degraded_performance
  content/incidents/2026/2026-11-22-api-answers-slowly.md
`

func (p *program) create(ctx context.Context, args []string) error {
	return verbs{{"incident", p.newIncident}, {"maintenance", p.newMaintenance}, {"component", p.newComponent}}.run(ctx, args)
}

// entryFlags are what an incident and a maintenance have in common.
type entryFlags struct {
	content, id, title, text string
	at                       moment
	components               list
	asJSON                   *bool
}

func (p *program) entryFlags(f *flags) *entryFlags {
	e := &entryFlags{at: moment{p.now().UTC().Truncate(time.Second)}, asJSON: f.json()}
	f.StringVar(&e.content, "content", "./content", "")
	f.StringVar(&e.id, "id", "", "")
	f.StringVar(&e.title, "title", "", "")
	f.StringVar(&e.text, "text", "", "")
	f.Var(&e.at, "at", "")
	f.Var(&e.components, "component", "")
	return e
}

func (p *program) newIncident(_ context.Context, args []string) error {
	f := p.flags("new incident")
	e := p.entryFlags(f)
	impact, state := status.ImpactMinor, status.Investigating
	f.TextVar(&impact, "impact", impact, "")
	f.TextVar(&state, "state", state, "")
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	components, err := componentStatuses(e.components)
	if err != nil {
		return err
	}
	if state.OfMaintenance() {
		return usagef("the state %s belongs to a maintenance: use tidings new maintenance", state)
	}
	id, err := e.identity(e.at.Time)
	if err != nil {
		return err
	}
	text := cmp.Or(e.text, "We are looking into this.")
	inc := &status.Incident{
		ID: id, Title: e.title, Impact: impact, Components: components,
		Updates: []status.Update{{ID: "1", At: e.at.UTC(), State: state, Body: text}},
	}
	return p.write(e.content, *e.asJSON, entryPath("incidents", e.at.Time, id), repo.FormatIncident(inc), func(path string, src []byte, known map[string]struct{}) []content.Problem {
		_, problems := repo.ParseIncident(path, src, known)
		return problems
	})
}

// identity is the given id, or one made of the date and the title.
func (e *entryFlags) identity(day time.Time) (string, error) {
	if strings.TrimSpace(e.title) == "" {
		return "", usagef("give a --title: it is what the page says")
	}
	return cmp.Or(e.id, day.UTC().Format(time.DateOnly)+"-"+titleSlug(e.title)), nil
}

func entryPath(folder string, day time.Time, id string) string {
	return folder + "/" + day.UTC().Format("2006") + "/" + id + ".md"
}

// titleSlug is short enough for a date before it.
func titleSlug(title string) string { return cmp.Or(ident.Slug(title, 50), "untitled") }

func componentStatuses(given list) (map[string]status.Status, error) {
	out := make(map[string]status.Status, len(given))
	for _, pair := range given {
		id, name, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, usagef("write --component %s=STATUS, for example %s=degraded_performance", pair, pair)
		}
		s, err := status.ParseStatus(name)
		if err != nil {
			return nil, usagef("--component %s: %v", pair, err)
		}
		out[id] = s
	}
	return out, nil
}
