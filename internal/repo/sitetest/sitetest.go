// Package sitetest writes content folders of any size for tests and benchmarks:
// the same bytes for the same options. Nothing but tests imports it.
package sitetest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Options of a content folder. The zero value is a page of 50 components in 8
// groups whose incidents are spread over the five years up to End.
type Options struct {
	// Span is the time over which the incidents are spread; five years unless given.
	Span time.Duration
	// PerMonth, if not 0, takes the place of Span: so many incidents a month (of
	// 30 days), however long that goes back.
	PerMonth int
	// End is the time before which everything happened; 2026-11-01 unless given.
	End time.Time
	// Components is how many there are, c00, c01 and so on; 50 unless given.
	Components int
	// Maintenance is how many maintenances there are, one a week up to End.
	Maintenance int
	// Settled closes the newest three incidents, which stay open otherwise.
	Settled bool
	Seed    uint64
}

func (o Options) withDefaults(n int) Options {
	if o.End.IsZero() {
		o.End = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	}
	if o.Span == 0 {
		o.Span = 5 * 365 * 24 * time.Hour
	}
	if o.PerMonth > 0 {
		o.Span = max(1, 30*24*time.Hour/time.Duration(o.PerMonth)*time.Duration(n))
		o.PerMonth = 0
	}
	if o.Components == 0 {
		o.Components = 50
	}
	return o
}

// Generate writes a whole content folder with n incidents of four updates and
// about 1.4 kB each, flat in incidents/.
func Generate(dir string, n int, o Options) error {
	o = o.withDefaults(n)
	for _, sub := range []string{"incidents", "maintenance"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o755); err != nil {
			return err
		}
	}
	if err := write(dir, "site.yaml", site); err != nil {
		return err
	}
	if err := write(dir, "components.yaml", components(o.Components)); err != nil {
		return err
	}
	for i := range n {
		if err := write(dir, "incidents/"+Name(i)+".md", Incident(i, o)); err != nil {
			return err
		}
	}
	for i := range o.Maintenance {
		if err := write(dir, fmt.Sprintf("maintenance/m%05d.md", i), maintenance(i, o)); err != nil {
			return err
		}
	}
	return nil
}

func write(dir, name, text string) error {
	return os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o644)
}

// Name is the id of the incident of a number; its file has it for a name.
func Name(i int) string { return fmt.Sprintf("%s-%06d", slug(symptoms[i%len(symptoms)]), i) }

func slug(text string) string { return strings.ReplaceAll(strings.ToLower(text), " ", "-") }

// Incident is the file of the incident of a number. Incidents 0, 1 and 2 are
// open and of the last day; each other's time depends on its number, the seed
// and the span. PerMonth has no meaning here.
func Incident(i int, o Options) string {
	o = o.withDefaults(i + 1)
	r := rand.New(rand.NewPCG(o.Seed, uint64(i)))
	age := 3*24*time.Hour + time.Duration(r.Int64N(int64(max(o.Span-3*24*time.Hour, time.Second))))
	open := i < 3 && !o.Settled
	if open {
		age = 10*time.Minute + time.Duration(r.Int64N(int64(23*time.Hour)))
	}
	length := min(pick(r, lengths), age)
	start := o.End.Add(-age).Truncate(time.Second)
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s on component %d\nimpact: %s\ncomponents:\n", symptoms[i%len(symptoms)], i%o.Components, pick(r, impacts))
	for k := range pick(r, spread) {
		if k < o.Components {
			fmt.Fprintf(&b, "  %s: %s\n", ComponentID((i+k)%o.Components), pick(r, statuses))
		}
	}
	b.WriteString("---\n")
	for k, u := range updates(r, i, open) {
		at := start.Add(length * shares[k] / 10).Truncate(time.Second)
		fmt.Fprintf(&b, "\n## %s %s\n\n%s\n", at.Format(time.RFC3339), u.state, u.text)
	}
	return b.String()
}

// ComponentID is the id of the component of a number.
func ComponentID(i int) string { return fmt.Sprintf("c%02d", i) }

type update struct{ state, text string }

func updates(r *rand.Rand, i int, open bool) []update {
	link, code, last := fmt.Sprintf(pick(r, links), i), pick(r, codes), "resolved"
	if open {
		last = "monitoring"
	}
	known := fmt.Sprintf("%s What we know **so far**:\n\n- %s\n- %s\n- retries with *backoff* are safe, see %s", say(r, 1), say(r, 1), say(r, 1), link)
	if i%4 == 0 {
		known += "\n\n```\n$ curl -sS https://api.example.com/v1/ping\n" + code + "\n```"
	}
	return []update{
		{"investigating", fmt.Sprintf("%s Affected calls fail with `%s`.", say(r, 2), code)},
		{"identified", known},
		{"monitoring", say(r, 3)},
		{last, fmt.Sprintf("%s Questions? Write to %s.", say(r, 3), fmt.Sprintf(pick(r, links), i))},
	}
}

// say gives n different sentences.
func say(r *rand.Rand, n int) string {
	order := r.Perm(len(sentences))
	said := make([]string, n)
	for i := range said {
		said[i] = sentences[order[i]]
	}
	return strings.Join(said, " ")
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

func maintenance(i int, o Options) string {
	starts := o.End.Add(-time.Duration(i+1) * 7 * 24 * time.Hour)
	return fmt.Sprintf("---\ntitle: Database upgrade number %d\nstarts: %s\nends: %s\nannounced: %s\ncomponents: [%s]\n---\n%s\n",
		i, starts.Format(time.RFC3339), starts.Add(time.Hour).Format(time.RFC3339), starts.AddDate(0, 0, -3).Format(time.RFC3339),
		ComponentID(i%o.Components), sentences[i%len(sentences)])
}
