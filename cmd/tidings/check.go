package main

import (
	"context"
	"fmt"
	"strings"

	"tidings/internal/boot/local"
	"tidings/internal/repo"
)

const checkUsage = `usage: tidings check [--content DIR] [--format text|json|github] [--against COMMIT]

Validates every content file: one "file:line:column: message" a line.
Exit status 1 if there is any.

  --content DIR      the content folder (./content), or a Git repository, as
                     tidings build takes it, of which the newest commit is read
  --content-known-hosts FILE
                     host keys for ssh (~/.ssh/known_hosts)
  --data DIR         the data folder that may keep the repository's secret (./data)
  --format F         text, json, or github for annotations in GitHub Actions (text)
  --against COMMIT   where nothing is wrong, also say what changes on the page since
                     a commit of the repository that the folder is in, as main,
                     origin/main or HEAD^; of a repository on a host, a branch

Examples:
  $ tidings check
  incidents/2026/slow.md:4:9: unknown impact "huge": use one of none, minor, major, critical
  $ tidings check --against main
  API: operational to degraded performance; 2 new updates; 11 files
`

func (p *program) check(ctx context.Context, args []string) error {
	f := p.flags("check")
	o, data := f.content(), f.data()
	format, against := f.String("format", "text", ""), f.String("against", "", "")
	asJSON := f.json()
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	if *asJSON {
		*format = "json"
	}
	content, err := p.openContent(ctx, o, *data)
	if err != nil {
		return err
	}
	defer content.Close()
	show, ok := map[string]func([]repo.Problem) error{
		"text": p.problemsText, "json": p.problemsJSON,
		"github": func(problems []repo.Problem) error { return p.problemsGitHub(content, problems) },
	}[*format]
	if !ok {
		return usagef("unknown format %q: use text, json or github", *format)
	}
	problems, err := content.Check(ctx, o.Options)
	if err != nil {
		return contentMissing(err, o.Place)
	}
	ahead := comparison{content, *against}
	if *format == "json" && *against != "" && len(problems) == 0 {
		return p.forecastJSON(ctx, ahead)
	}
	if err := show(problems); err != nil {
		return err
	}
	if len(problems) > 0 {
		return quiet(exitRefused)
	}
	if *against != "" {
		return p.showForecast(ctx, ahead, *format)
	}
	return nil
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

func (p *program) problemsGitHub(content *local.Content, problems []repo.Problem) error {
	for _, x := range problems {
		fmt.Fprintf(p.stdout, "::error file=%s,line=%d,col=%d::%s\n",
			annotationProperty.Replace(fromHere(content.Origin(x.Path))), x.Line, x.Column, annotationData.Replace(x.Message))
	}
	return nil
}
