package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"tidings/internal/repo"
	"tidings/internal/theme"
)

const checkUsage = `usage: tidings check [--content DIR] [--format text|json|github] [--against COMMIT]

Validates every content file: one "file:line:column: message" a line.
Exit status 1 if there is any.

  --content DIR      the content folder (./content)
  --format F         text, json, or github for annotations in GitHub Actions (text)
  --against COMMIT   where nothing is wrong, also say what changes on the page since
                     a commit of the repository that the folder is in, as main,
                     origin/main or HEAD^

Examples:
  $ tidings check
  incidents/2026/slow.md:4:9: unknown impact "huge": use one of none, minor, major, critical
  $ tidings check --against main
  API: operational to degraded performance; 2 new updates; 11 files
`

func (p *program) check(ctx context.Context, args []string) error {
	f := p.flags("check")
	content := f.content()
	format, against := f.String("format", "text", ""), f.String("against", "", "")
	asJSON := f.json()
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	if *asJSON {
		*format = "json"
	}
	show, ok := map[string]func([]repo.Problem) error{
		"text": p.problemsText, "json": p.problemsJSON,
		"github": func(problems []repo.Problem) error { return p.problemsGitHub(*content, problems) },
	}[*format]
	if !ok {
		return usagef("unknown format %q: use text, json or github", *format)
	}
	problems, err := repo.CheckAt(ctx, *content, p.now())
	if err != nil {
		return contentMissing(err, *content)
	}
	ofTheme, err := checkTheme(ctx, *content)
	if err != nil {
		return err
	}
	problems = append(problems, ofTheme...)
	if *format == "json" && *against != "" && len(problems) == 0 {
		return p.forecastJSON(ctx, *content, *against)
	}
	if err := show(problems); err != nil {
		return err
	}
	if len(problems) > 0 {
		return quiet(exitRefused)
	}
	if *against != "" {
		return p.showForecast(ctx, *content, *against, *format)
	}
	return nil
}

// checkTheme says whether the folder's theme can be used, as a build does.
func checkTheme(ctx context.Context, content string) ([]repo.Problem, error) {
	c, mistakes, err := repo.Load(content)
	if err != nil {
		return nil, err
	}
	if len(mistakes) > 0 {
		c = nil
	}
	_, problems, err := theme.ReadFolder(ctx, content, c)
	return problems, err
}

func (p *program) problemsText(problems []repo.Problem) error {
	for _, problem := range problems {
		fmt.Fprintln(p.stdout, problem)
	}
	return nil
}

func (p *program) problemsJSON(problems []repo.Problem) error {
	if problems == nil {
		problems = []repo.Problem{}
	}
	return p.json(problems)
}

// annotation escapes what a workflow command of GitHub Actions may not hold.
var (
	annotationData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	annotationProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func (p *program) problemsGitHub(content string, problems []repo.Problem) error {
	for _, x := range problems {
		fmt.Fprintf(p.stdout, "::error file=%s,line=%d,col=%d::%s\n",
			annotationProperty.Replace(fromHere(content, x.Path)), x.Line, x.Column, annotationData.Replace(x.Message))
	}
	return nil
}

func contentMissing(err error, dir string) error {
	if errors.Is(err, fs.ErrNotExist) {
		return hinted{fmt.Errorf("there is no content folder at %s", dir), "give the folder with --content"}
	}
	return err
}
