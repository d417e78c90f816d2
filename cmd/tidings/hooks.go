package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tidings/internal/app"
	"tidings/internal/inbox"
)

const hooksUsage = `usage: tidings hooks list [--source ID] [--state S] [--limit N]
       tidings hooks show ID
       tidings hooks replay ID...
       tidings hooks backtest [--content DIR] [--days N] [--source ID]

Received deliveries: what came, what became of it, and working it out again with
the rules as they are now. A running serve publishes what a replay changes.
Backtest touches nothing: it works the deliveries of the last days out by the
rules that serve has in force and by those of a changed content folder, and says
which signals would have meant something else, when the page would have shown
something else, and which incidents would have been opened or not.

  --content DIR   the content folder (./content), or a Git repository as
                  tidings build takes it
  --content-known-hosts FILE
                  host keys for ssh (~/.ssh/known_hosts)
  --data DIR      the data folder (./data)
  --source ID     only of this source
  --state S       only what is pending, done, quarantined or damaged
  --limit N       at most so many, newest first (20)
  --days N        backtest: so many days back (7)
  --body          show the body alone, byte for byte
  --json          as JSON

Example:
  $ tidings hooks list --source prometheus
  06h0ek7e5rr2d69ic9rog57dtk  2026-11-22T10:04:00Z  prometheus  done
`

func (p *program) hooks(ctx context.Context, args []string) error {
	return verbs{{"list", p.hooksList}, {"show", p.hooksShow}, {"replay", p.hooksReplay}, {"backtest", p.hooksBacktest}}.run(ctx, args)
}

func (p *program) hooksList(ctx context.Context, args []string) error {
	f := p.flags("hooks list")
	data, asJSON := f.data(), f.json()
	source := f.String("source", "", "")
	state := f.String("state", "", "")
	limit := f.Int("limit", 20, "")
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	if states := []string{inbox.Pending, inbox.Done, inbox.Quarantined, inbox.Damaged}; *state != "" && !slices.Contains(states, *state) {
		return usagef("unknown state %q: use %s", *state, strings.Join(states, ", "))
	}
	if *limit < 1 || *limit > 1000 {
		return usagef("--limit takes 1 to 1000")
	}
	m, err := p.open(ctx, *data, false)
	if err != nil {
		return err
	}
	defer m.Close()
	deliveries, err := newest(ctx, m.Inbox, *source, *state, *limit)
	if err != nil {
		return err
	}
	return printAll(p, *asJSON, shownAll(deliveries), func(d shown) string {
		return columns(d.ID, d.Received.UTC().Format(time.RFC3339), d.Source, d.State, printable(d.Reason))
	})
}

// newest are the newest deliveries of a source and a state; empty ones mean any.
func newest(ctx context.Context, in *inbox.Inbox, source, state string, limit int) (found []inbox.Delivery, err error) {
	atOnce := limit
	if state != "" {
		atOnce = max(limit, 100) // most are done
	}
	for after := ""; ; {
		some, next, err := in.List(ctx, source, atOnce, after)
		if err != nil {
			return nil, err
		}
		for _, d := range some {
			if state == "" || d.State == state {
				found = append(found, d)
			}
		}
		if len(found) >= limit || next == "" {
			return found[:min(limit, len(found))], nil
		}
		after = next
	}
}

func (p *program) hooksShow(ctx context.Context, args []string) error {
	f := p.flags("hooks show")
	data, asJSON := f.data(), f.json()
	bodyAlone := f.Bool("body", false, "")
	rest, err := f.parse(args, 1, 1)
	if err != nil {
		return err
	}
	m, err := p.open(ctx, *data, false)
	if err != nil {
		return err
	}
	defer m.Close()
	d, err := m.Inbox.Get(ctx, rest[0])
	switch {
	case err != nil:
		return deliveryMissing(err, rest[0])
	case *bodyAlone:
		_, err = p.stdout.Write(d.Body)
		return err
	case *asJSON:
		return p.json(newShown(d, true))
	}
	return p.showDelivery(d)
}

func (p *program) showDelivery(d inbox.Delivery) error {
	fmt.Fprintf(p.stdout, "id        %s\nsource    %s\nreceived  %s\nstate     %s\n", d.ID, d.Source, d.Received.UTC().Format(time.RFC3339Nano), d.State)
	if d.Reason != "" {
		fmt.Fprintf(p.stdout, "reason    %s\n", printable(d.Reason))
	}
	for _, o := range d.Outcome {
		fmt.Fprintf(p.stdout, "signal    %s\n", printable(outcomeLine(o)))
	}
	for _, name := range slices.Sorted(maps.Keys(d.Header)) {
		fmt.Fprintf(p.stdout, "header    %s: %s\n", printable(name), printable(d.Header[name]))
	}
	_, err := fmt.Fprintf(p.stdout, "\n%s\n", printableText(string(d.Body)))
	return err
}

func (p *program) hooksReplay(ctx context.Context, args []string) error {
	f := p.flags("hooks replay")
	content, data, asJSON := f.content(), f.data(), f.json()
	ids, err := f.parse(args, 1, 1000)
	if err != nil {
		return err
	}
	c, m, err := p.openWith(ctx, content, *data)
	if err != nil {
		return err
	}
	defer m.Close()
	var replayed []inbox.Delivery
	for _, id := range ids {
		d, wrong := app.Replay(ctx, m.Store, m.Inbox, c, id, p.now())
		if wrong != nil {
			err = deliveryMissing(wrong, id)
			break
		}
		replayed = append(replayed, d)
	}
	printed := printAll(p, *asJSON, shownAll(replayed), func(d shown) string { return columns(d.ID, d.State, printable(d.Reason)) })
	return errors.Join(err, printed)
}
