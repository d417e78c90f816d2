package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"tidings/internal/boot/local"
	"tidings/internal/content"
	"tidings/internal/repo"
)

const checkUsage = `usage: tidings check [--content DIR] [--format text|json|github] [--against COMMIT] [--owners]

Validates every content file: one "file:line:column: message" a line.
Exit status 1 if there is any mistake.

  --content DIR      the content folder (./content), or a Git repository, as
                     tidings build takes it, of which the newest commit is read
  --content-known-hosts FILE
                     host keys for ssh (~/.ssh/known_hosts)
  --data DIR         the data folder that may keep the repository's secret (./data)
  --format F         text, json, or github for annotations in GitHub Actions (text)
  --against COMMIT   if nothing is wrong, also say what changes on the page since a
                     commit of the folder's repository, such as main, origin/main
                     or HEAD^; for a repository on a host, name a branch
  --owners           if nothing is wrong, also say who owns what: the file that
                     defines it, or the people and programs who made it in the
                     dashboard or by the API. What a file defines can only be
                     changed there, apart from statuses and new updates
  --json             as --format json

Examples:
  $ tidings check
  incidents/2026/slow.md:3:9: "impact" cannot be "huge": use one of none, minor, major, critical
  $ tidings check --against main
  API: operational to degraded performance; 2 new updates; 11 files
`

func (p *program) check(ctx context.Context, args []string) error {
	f := p.flags("check")
	o, data := f.content(), f.data()
	var c checking
	f.StringVar(&c.format, "format", "text", "")
	f.StringVar(&c.against, "against", "", "")
	f.BoolVar(&c.owners, "owners", false, "")
	asJSON := f.json()
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	if *asJSON {
		c.format = "json"
	}
	switch {
	case !slices.Contains([]string{"text", "json", "github"}, c.format):
		return usagef("unknown format %q: use text, json or github", c.format)
	case c.owners && c.against != "":
		return usagef("--owners and --against answer different questions: ask one at a time")
	}
	var err error
	if c.content, err = p.openContent(ctx, o, *data); err != nil {
		return err
	}
	defer c.content.Close()
	problems, err := c.content.Check(ctx, o.Options)
	if err != nil {
		return contentMissing(err, o.Place)
	}
	p.noteUnread(c.content)
	if len(problems) > 0 {
		return errors.Join(p.showProblems(c, problems), quiet(exitRefused))
	}
	return p.showMore(ctx, c, o.Options)
}

// noteUnread says what lies beside the content and is not on the page: some may
// think that it is.
func (p *program) noteUnread(c *local.Content) {
	names := c.Unread()
	if len(names) == 0 {
		return
	}
	if more := len(names) - 5; more > 0 {
		names = append(names[:5:5], fmt.Sprintf("%d more", more))
	}
	fmt.Fprintf(p.stderr, "tidings: note: nothing reads %s: what is on the page stands in %s\n", strings.Join(names, ", "), strings.Join(repo.Tops(), ", "))
}

// checking is what is checked, and what is asked of it.
type checking struct {
	content         *local.Content
	format, against string
	owners          bool
}

// showMore answers what was asked of content without mistakes.
func (p *program) showMore(ctx context.Context, c checking, o local.Options) error {
	switch {
	case c.owners:
		return p.showOwners(ctx, c.content, o, c.format == "json")
	case c.against != "" && c.format == "json":
		return p.forecastJSON(ctx, c)
	case c.against != "":
		return p.showForecast(ctx, c)
	}
	return p.showProblems(c, nil)
}

func (p *program) showProblems(c checking, problems []content.Problem) error {
	switch c.format {
	case "json":
		return p.problemsJSON(problems)
	case "github":
		return p.problemsGitHub(c.content, problems)
	}
	return p.problemsText(problems)
}

func (p *program) problemsText(problems []content.Problem) error {
	for _, problem := range problems {
		fmt.Fprintln(p.stdout, problem)
	}
	return nil
}

func (p *program) problemsJSON(problems []content.Problem) error {
	if problems == nil {
		problems = []content.Problem{}
	}
	return p.json(problems)
}

// annotation escapes what a workflow command of GitHub Actions may not hold.
var (
	annotationData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	annotationProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func (p *program) problemsGitHub(content *local.Content, problems []content.Problem) error {
	for _, x := range problems {
		fmt.Fprintf(p.stdout, "::error file=%s,line=%d,col=%d::%s\n",
			annotationProperty.Replace(fromHere(content.Origin(x.Path))), x.Line, x.Column, annotationData.Replace(x.Message))
	}
	if len(problems) == 0 {
		return nil
	}
	return p.summary(refusedSummary(problems))
}

// refusedSummary lists mistakes in Markdown, indented as code: they quote what
// people wrote.
func refusedSummary(problems []content.Problem) string {
	text := "**Not fit for the page:** the content has " + mistakes(len(problems)) + ".\n\n"
	for _, x := range problems {
		text += "    " + strings.ReplaceAll(x.String(), "\n", " ") + "\n"
	}
	return text
}
