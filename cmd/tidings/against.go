package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"tidings/internal/content"
	"tidings/internal/forecast"
)

// forecast is what the content would change on the page that the commit makes.
// Content that held mistakes made no page to compare with.
func (p *program) forecast(ctx context.Context, c checking) (f forecast.Forecast, err error) {
	before, err := c.content.At(ctx, c.against)
	if err != nil {
		return f, hinted{err, "a shallow clone may lack it: fetch it, in GitHub Actions by fetch-depth: 2; of a repository on a host, name a branch"}
	}
	after, err := c.content.State()
	if err != nil {
		return f, err
	}
	return forecast.Compare(ctx, before, after, p.now())
}

// showForecast prints what would change, in the form of the problems before it.
func (p *program) showForecast(ctx context.Context, c checking) error {
	f, err := p.forecast(ctx, c)
	line := f.String()
	switch {
	case errors.Is(err, forecast.ErrMistakes):
		line = "what changes on the page cannot be said, for the content before held mistakes"
	case err != nil:
		return err
	}
	if c.format == "github" {
		_, err = fmt.Fprintf(p.stdout, "::notice title=On the page::%s\n", annotationData.Replace(line))
		return errors.Join(err, p.summary("**On the page:** "+line+"\n"))
	}
	_, err = fmt.Fprintln(p.stdout, line)
	return err
}

// forecastJSON prints that there is no problem, and what would change.
func (p *program) forecastJSON(ctx context.Context, c checking) error {
	out := struct {
		Problems []content.Problem  `json:"problems"`
		Changes  *forecast.Forecast `json:"changes"` // null where the content before held mistakes
	}{Problems: []content.Problem{}}
	f, err := p.forecast(ctx, c)
	if err == nil {
		out.Changes = &f
	} else if !errors.Is(err, forecast.ErrMistakes) {
		return err
	}
	return p.json(out)
}

// summary adds Markdown to the page that GitHub shows of the run, if there is one.
func (p *program) summary(text string) error {
	path := p.getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("adding to the summary of the run: %w", err)
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// fromHere is a content file's path as seen from the working folder, which is the
// repository's root where annotations are made.
func fromHere(path string) string {
	here, err := os.Getwd()
	if rel, relErr := filepath.Rel(here, path); filepath.IsAbs(path) && err == nil && relErr == nil && filepath.IsLocal(rel) {
		path = rel
	}
	return filepath.ToSlash(path)
}
