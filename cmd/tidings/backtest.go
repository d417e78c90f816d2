package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"github.com/mattn/go-isatty"

	"tidings/internal/app"
	"tidings/internal/backtest"
	"tidings/internal/kept"
)

// mostDays is how long deliveries are kept, quarantined ones.
const mostDays = 90

func (p *program) hooksBacktest(ctx context.Context, args []string) error {
	f := p.flags("hooks backtest")
	content, data, asJSON := f.content(), f.data(), f.json()
	source, days := f.String("source", "", ""), f.Int("days", 7, "")
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	if *days < 1 || *days > mostDays {
		return usagef("--days takes 1 to %d", mostDays)
	}
	changed, m, err := p.openWith(ctx, content, *data)
	if err != nil {
		return err
	}
	defer m.Close()
	now := p.now().UTC()
	report, err := app.Backtest(ctx, m.Store, m.Inbox, changed, *source, now.AddDate(0, 0, -*days), now, p.deliveriesDone())
	if errors.Is(err, kept.ErrNone) {
		return hinted{errors.New("this data folder has no rules in force to compare with"), "start tidings serve on it once, or give another with --data"}
	}
	if err != nil {
		return err
	}
	if *asJSON {
		return p.json(report)
	}
	return p.showBacktest(report)
}

// deliveriesDone shows how far a backtest is, on a terminal.
func (p *program) deliveriesDone() func(done, of int) {
	f, ok := p.stderr.(*os.File)
	if !ok || !isatty.IsTerminal(f.Fd()) {
		return func(int, int) {}
	}
	return func(done, of int) {
		if done%100 == 0 || done == of {
			fmt.Fprintf(p.stderr, "\r%d of %d deliveries", done, of)
		}
		if done == of {
			fmt.Fprintln(p.stderr)
		}
	}
}

func (p *program) showBacktest(r *backtest.Report) error {
	fmt.Fprintf(p.stdout, "%d deliveries since %s\n", r.Deliveries, r.From.Format(time.RFC3339))
	if r.Same() {
		_, err := fmt.Fprintln(p.stdout, "nothing would have been different")
		return err
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	heading(w, len(r.Signals), "signals that would mean something else")
	for _, m := range r.Signals {
		fmt.Fprintf(w, "  %d ×\t%s\t%s -> %s\tas in %s\n", m.Count, m.Source, printable(m.Was), printable(m.Would), m.Example)
	}
	heading(w, len(r.Page), "the page")
	for _, s := range r.Page {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s -> %s\n", s.From.UTC().Format(time.RFC3339), s.To.Sub(s.From).Round(time.Second), s.Component, s.Was, s.Would)
	}
	heading(w, len(r.Incidents), "incidents")
	for _, inc := range r.Incidents {
		would := "would not have been opened"
		if inc.Would {
			would = "would have been opened"
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\n", inc.Opened.UTC().Format(time.RFC3339), would, printable(inc.Title))
	}
	return w.Flush()
}

func heading(w *tabwriter.Writer, n int, text string) {
	if n > 0 {
		_ = w.Flush() // what is under one heading has columns of its own; the last Flush has the error
		fmt.Fprintln(w, text)
	}
}
