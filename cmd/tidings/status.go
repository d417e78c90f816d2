package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"tidings/internal/unreached"
)

const statusUsage = `usage: tidings status URL [--json]

Reads any page that has Statuspage's API: one line a component. The exit status
is 0 when all is operational, 1 when it is not, 2 when the page cannot be read.

  --timeout T   how long to wait (10s)
  --json        as JSON

Example:
  $ tidings status https://status.example.com
  operational           API
  partial_outage        Website
`

const maxSummary = 8 << 20

// unreachable is the exit status of a page that cannot be read.
const unreachable = quiet(2)

// summary is what we read of Statuspage's summary.json.
type summary struct {
	Page       struct{ Name string } `json:"page"`
	Components []summaryComponent    `json:"components"`
	Status     *struct {
		Indicator   string `json:"indicator"`
		Description string `json:"description"`
	} `json:"status"`
}

type summaryComponent struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Status string `json:"status"`
	Group  bool   `json:"group"`
}

func (p *program) status(ctx context.Context, args []string) error {
	f := p.flags("status")
	timeout := f.Duration("timeout", 10*time.Second, "")
	asJSON := f.json()
	rest, err := f.parse(args, 1, 1)
	if err != nil {
		return err
	}
	address, err := summaryAddress(rest[0])
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, *timeout)
	defer cancel()
	s, err := readSummary(ctx, address)
	if err != nil {
		fmt.Fprintf(p.stderr, "tidings: error: %v\n", err)
		return unreachable
	}
	if err := p.showSummary(s, *asJSON); err != nil {
		return err
	}
	return s.verdict()
}

// summaryAddress takes a page's address, or the summary's own.
func summaryAddress(arg string) (string, error) {
	if !strings.Contains(arg, "://") {
		arg = "https://" + arg
	}
	u, err := url.Parse(arg)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", usagef("%q is no web address", arg)
	}
	if strings.HasSuffix(u.Path, ".json") {
		return u.String(), nil
	}
	return u.JoinPath("api/v2/summary.json").String(), nil
}

func readSummary(ctx context.Context, address string) (*summary, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("asking %s: %w", address, err)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "tidings")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be reached: %w", req.URL.Redacted(), unreached.Why(err))
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", address, resp.Status)
	}
	var s summary
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxSummary)).Decode(&s); err != nil {
		return nil, fmt.Errorf("%s is not a Statuspage summary: %w", address, err)
	}
	if s.Status == nil {
		return nil, fmt.Errorf("%s is not a Statuspage summary: it has no status", address)
	}
	return &s, nil
}

func (p *program) showSummary(s *summary, asJSON bool) error {
	if asJSON {
		return p.json(s.Components)
	}
	w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
	for _, c := range s.Components {
		if !c.Group {
			fmt.Fprintf(w, "%s\t%s\n", printable(c.Status), printable(c.Name))
		}
	}
	if len(s.Components) == 0 {
		fmt.Fprintf(w, "%s\n", printable(s.Status.Description))
	}
	return w.Flush()
}

// verdict is the exit status that the page deserves.
func (s *summary) verdict() error {
	for _, c := range s.Components {
		if c.Status != "operational" {
			return quiet(exitRefused)
		}
	}
	if s.Status.Indicator != "none" && s.Status.Indicator != "" {
		return quiet(exitRefused)
	}
	return nil
}

// printable takes out what could play with the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
}
