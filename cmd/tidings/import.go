package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"

	"tidings/internal/config"
	"tidings/internal/importer"
	"tidings/internal/repo"
)

const importUsage = `usage: tidings import statuspage SOURCE [--content DIR]
       tidings import cachet ADDRESS [--content DIR]
       tidings import cstate DIR [--content DIR]

Writes another status page as content files: its site, components, incidents
and maintenances. A file that is there with other bytes is never overwritten.
What could not be taken as it was is told on standard error, one line each.

  SOURCE          the address of a page with Statuspage's API, or a file or a
                  folder of what one answered: summary.json, incidents.json,
                  scheduled-maintenances.json, history.atom, or a history of one
                  JSON object a line (.jsonl)
  ADDRESS         the address of a page of Cachet 2, which is read as visitors see
                  it; components keep the numbers by which API clients know them
  DIR             the folder of a cState site
  --content DIR   the content folder to write (./content)
  --force         overwrite files that are there
  --json          the report as JSON

Example:
  $ tidings import statuspage https://status.example.com --content content
  imported 10 components in 2 groups, 50 incidents, 8 maintenances, 212 updates
  written 60, unchanged 0
`

func (p *program) importPage(ctx context.Context, args []string) error {
	from, args, err := verb(args, "statuspage", "cachet", "cstate")
	if err != nil {
		return err
	}
	f := p.flags("import " + from)
	content := f.folder()
	force := f.Bool("force", false, "")
	asJSON := f.json()
	rest, err := f.parse(args, 1, 1)
	if err := errors.Join(err, onlyFolder(*content)); err != nil {
		return err
	}
	var page *importer.Page
	switch from {
	case "cstate":
		page, err = readCState(rest[0])
	case "cachet":
		page, err = readCachet(ctx, rest[0])
	default:
		page, err = readStatuspage(ctx, rest[0], *content)
	}
	if err != nil {
		return err
	}
	return p.keepPage(ctx, page, *content, *force, *asJSON)
}

func readCState(dir string) (*importer.Page, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, hinted{fmt.Errorf("there is no folder %s", dir), "give the folder of the cState site, in which config.yml lies"}
	}
	return importer.CState(os.DirFS(dir))
}

func readCachet(ctx context.Context, address string) (*importer.Page, error) {
	answers, err := importer.FetchCachet(ctx, http.DefaultClient, address)
	if err != nil {
		return nil, hinted{err, "give the address of the page, such as https://status.example.com"}
	}
	return importer.Cachet(answers)
}

func readStatuspage(ctx context.Context, source, content string) (*importer.Page, error) {
	if !strings.Contains(source, "://") {
		documents, err := importer.Recorded(source)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, hinted{fmt.Errorf("there is no file or folder %s", source), "write the address of a page with https:// before it"}
		}
		if err != nil {
			return nil, err
		}
		return importer.Statuspage(documents, present(content))
	}
	documents, notes, err := importer.Fetch(ctx, http.DefaultClient, source)
	if err != nil {
		return nil, err
	}
	page, err := importer.Statuspage(documents, present(content))
	if err == nil {
		page.Notes = append(notes, page.Notes...)
	}
	return page, err
}

// present is the configuration of a content folder that is in order, if any.
func present(content string) *config.Config {
	c, problems, err := repo.Load(content, time.Time{})
	if err != nil || len(problems) > 0 {
		return nil
	}
	return c
}

// imported is the report of an import.
type imported struct {
	importer.Counts
	importer.Report
	Notes []importer.Note `json:"notes"`
}

// keepPage writes a page and tells what became of it.
func (p *program) keepPage(ctx context.Context, page *importer.Page, content string, force, asJSON bool) error {
	files := page.Files()
	report, err := importer.Write(content, files, force)
	if err != nil {
		return err
	}
	for _, n := range page.Notes {
		fmt.Fprintf(p.stderr, "tidings: note: %s\n", printable(n.String()))
	}
	for _, path := range report.Kept {
		fmt.Fprintf(p.stderr, "tidings: note: %s: kept as it was, for the source says less\n", path)
	}
	for _, path := range report.Conflicts {
		fmt.Fprintf(p.stderr, "tidings: note: %s: there already with other bytes\n", path)
	}
	if asJSON {
		err = p.json(imported{page.Count(files), report, page.Notes})
	} else if len(report.Conflicts) == 0 {
		p.tellImport(page.Count(files), report, len(page.Notes))
	}
	if len(report.Conflicts) > 0 {
		return hinted{fmt.Errorf("%d files are there already with other bytes, and nothing was written", len(report.Conflicts)), "import into an empty folder, or overwrite them with --force"}
	}
	return errors.Join(err, checkImport(ctx, content))
}

func (p *program) tellImport(c importer.Counts, r importer.Report, notes int) {
	if notes > 0 {
		fmt.Fprintf(p.stderr, "tidings: %s above: what could not be taken as it was, and why\n", english.Plural(notes, "note", ""))
	}
	fmt.Fprintf(p.stdout, "imported %s, %s, %s, %s\nwritten %d, unchanged %d\n",
		componentsIn(c), english.Plural(c.Incidents, "incident", ""), english.Plural(c.Maintenances, "maintenance", ""), english.Plural(c.Updates, "update", ""), r.Written, r.Unchanged+len(r.Kept))
}

func componentsIn(c importer.Counts) string {
	if c.Groups == 0 {
		return english.Plural(c.Components, "component", "")
	}
	return english.Plural(c.Components, "component", "") + " in " + english.Plural(c.Groups, "group", "")
}

// checkImport looks at the whole folder: what lay there before may not agree
// with what came.
func checkImport(ctx context.Context, content string) error {
	problems, err := repo.Check(ctx, content)
	if err == nil && len(problems) > 0 {
		err = hinted{fmt.Errorf("the content folder has %s now, the first %s", english.Plural(len(problems), "mistake", ""), problems[0]), "tidings check lists every one"}
	}
	return err
}
