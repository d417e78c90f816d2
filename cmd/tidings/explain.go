package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tidings/internal/boot/local"
	"tidings/internal/status"
)

const explainUsage = `usage: tidings explain COMPONENT [--content DIR] [--data DIR]

Says why a component has the status it has: every cause, the worst first.

  --content DIR, or a Git repository as tidings build takes it
  --content-known-hosts FILE, --data DIR
  --at TIME    as it was or will be at a time, as 2026-11-22T10:04:00Z (now)
  --json       as JSON

Example:
  $ tidings explain api
  api is major_outage since 2026-11-22T10:04:00Z
    signal prometheus/a1bc48475b20e73d says major_outage since 2026-11-22T10:04:00Z
`

// explanation is a component's status and what holds it there.
type explanation struct {
	Component string        `json:"component"`
	Status    status.Status `json:"status"`
	Since     time.Time     `json:"since,omitzero"`
	Causes    []reason      `json:"causes"`
}

type reason struct {
	Kind   string        `json:"kind"`
	ID     string        `json:"id"`
	Status status.Status `json:"status"`
	Since  time.Time     `json:"since"`
}

func (p *program) explain(ctx context.Context, args []string) error {
	f := p.flags("explain")
	content, data, asJSON := f.content(), f.data(), f.json()
	now := p.now().UTC().Add(time.Second) // what was said this second counts
	at := moment{now}
	f.Var(&at, "at", "")
	rest, err := f.parse(args, 1, 1)
	if err != nil {
		return err
	}
	e, err := p.explainComponent(ctx, content, *data, rest[0], at.Time, now)
	if err != nil {
		return err
	}
	if *asJSON {
		return p.json(e)
	}
	return p.showExplanation(e)
}

func (p *program) explainComponent(ctx context.Context, content *local.ContentOptions, data, id string, at, now time.Time) (*explanation, error) {
	c, m, err := p.openWith(ctx, content, data)
	if err != nil {
		return nil, err
	}
	defer m.Close()
	state, err := status.NewBoard(m.Store, c.Site.Zone).Why(ctx, c.Layout, id, at, now)
	if errors.Is(err, status.ErrNotFound) {
		return nil, hinted{fmt.Errorf("there is no component %q", id), "components.yaml lists them, and /api/v1/components those that were made by API"}
	}
	if err != nil {
		return nil, err
	}
	return newExplanation(id, state), nil
}

func newExplanation(id string, s status.ComponentState) *explanation {
	e := &explanation{Component: id, Status: s.Status, Since: s.Since, Causes: []reason{}}
	for _, c := range s.Causes {
		e.Causes = append(e.Causes, reason(c))
	}
	return e
}

func (p *program) showExplanation(e *explanation) error {
	since := ""
	if !e.Since.IsZero() {
		since = " since " + e.Since.UTC().Format(time.RFC3339)
	}
	fmt.Fprintf(p.stdout, "%s is %s%s\n", e.Component, e.Status, since)
	for _, c := range e.Causes {
		fmt.Fprintf(p.stdout, "  %s %s says %s since %s\n", c.Kind, printable(c.ID), c.Status, c.Since.UTC().Format(time.RFC3339))
	}
	return nil
}
