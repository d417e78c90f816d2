package main

import (
	"context"
	"fmt"
	"time"

	"tidings/internal/boot/local"
	"tidings/internal/doctor"
)

const doctorUsage = `usage: tidings doctor [--content DIR] [--data DIR] [--target PLACE]... [--exports PLACE]
               [--ses REGION]
       tidings doctor --rebuild

Looks for contradictions and trouble: a component that is down while no incident
says so, an incident over healthy components, a promised update that did not
come, maintenance past its end, a source that is silent or has no secret, webhooks
that were not understood, mail that is held or was refused, a channel that cannot
be reached, a page that nobody keeps up to date or that cannot be reached, a daily
export older than 26 hours, an account of Amazon SES that cannot send, is in its
sandbox or has used up its quota. It runs beside serve and changes nothing; the
exit status is 1 when it found anything.

  --rebuild    make again, from the facts, all that is derived from them: days,
               months, lists and numbers, also for subscribers who came before
               they were numbered; stop serve first
  --target PLACE
               where to look at the page, as for serve and publish, or also
               s3://BUCKET?region=REGION, or an address; may be repeated (where
               serve publishes to; on a machine that has never served, the
               address in site.yaml)
  --exports PLACE
               where daily exports are kept, as files that end in .tidings: a
               folder, or s3://BUCKET/FOLDER (not looked for unless given)
  --ses REGION also ask Amazon SES in this region how its account stands
  --content DIR, or a Git repository as tidings build takes it
  --content-known-hosts FILE, --data DIR, --json

Example:
  $ tidings doctor
  outage-without-incident: api is major_outage and no incident says why, since 2026-11-22T10:04:00Z
    open an incident, or give the rule of its source an incident template
  looked at the page in data/site
`

func (p *program) doctor(ctx context.Context, args []string) error {
	f := p.flags("doctor")
	content, data, rebuild, asJSON := f.content(), f.data(), f.Bool("rebuild", false, ""), f.json()
	at := local.Places{}
	f.Var((*list)(&at.Sites), "target", "")
	f.StringVar(&at.Exports, "exports", "", "")
	f.StringVar(&at.SES, "ses", "", "")
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	if *rebuild {
		return p.rebuild(ctx, content, *data, *asJSON)
	}
	c, m, err := p.openWith(ctx, content, *data)
	if err != nil {
		return err
	}
	defer m.Close()
	patient, err := m.Patient(ctx, p.options(*data), c, at)
	if err != nil {
		return err
	}
	found := doctor.Examine(patient)
	if err := p.showFindings(found, patient.Sites, *asJSON); err != nil {
		return err
	}
	if len(found) > 0 {
		return quiet(exitRefused)
	}
	return nil
}

func (p *program) showFindings(found []doctor.Finding, sites []doctor.Site, asJSON bool) error {
	if asJSON {
		return p.json(found)
	}
	for _, f := range found {
		since := ""
		if !f.Since.IsZero() {
			since = ", since " + f.Since.UTC().Format(time.RFC3339)
		}
		fmt.Fprintf(p.stdout, "%s: %s%s\n  %s\n", f.Kind, printable(f.Says), since, printable(f.Mend))
	}
	if len(found) == 0 {
		fmt.Fprintln(p.stdout, "nothing is wrong")
	}
	for _, s := range sites {
		if s.Trouble == "" {
			fmt.Fprintf(p.stdout, "looked at the page in %s\n", printable(s.Place))
		}
	}
	return nil
}

func (p *program) rebuild(ctx context.Context, content *local.ContentOptions, data string, asJSON bool) error {
	c, err := p.readConfig(ctx, content, data)
	if err != nil {
		return err
	}
	wrong, err := local.Rebuild(ctx, p.options(data), c.Site.Zone)
	if err != nil {
		return dataMissing(err, data)
	}
	if asJSON {
		return p.json(map[string]int{"mended": wrong})
	}
	_, err = fmt.Fprintf(p.stdout, "worked out again; %d items were not what they should be\n", wrong)
	return err
}
