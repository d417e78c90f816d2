package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"tidings/internal/boot/local"
	"tidings/internal/contacts"
)

const subscribersUsage = `usage: tidings subscribers list
       tidings subscribers import FILE.csv --consent TEXT [--skip-bad]
       tidings subscribers export > FILE.csv
       tidings subscribers erase EMAIL

The people who are told by mail. A list shows addresses shortened; only export
gives them whole, and both import and export are noted in the audit log.

The first line of an imported file names its columns: email, and if you like
components, groups (ids, separated by spaces), severity, incidents, maintenance,
language, zone, confirmed. Who is known already stays as they are. One bad line
refuses the whole file, unless --skip-bad enters the others.

  --consent TEXT   where and how these people agreed to be told; kept with each
  --skip-bad       enter the good lines of a file that has bad ones
  --data DIR       the data folder (./data)
  --json           list as JSON

Example:
  $ tidings subscribers import old.csv --consent 'subscribed at the old page'
  entered 1204, known 3, barred 0
`

func (p *program) subscribers(ctx context.Context, args []string) error {
	return verbs{{"list", p.subscribersList}, {"import", p.subscribersImport}, {"export", p.subscribersExport}, {"erase", p.subscribersErase}}.run(ctx, args)
}

// book opens the book of contacts of a data folder.
func (p *program) book(ctx context.Context, data string, create bool) (*local.Machine, *contacts.Book, error) {
	m, err := p.open(ctx, data, create)
	if err != nil {
		return nil, nil, err
	}
	book, _, err := m.Contacts(ctx, p.options(data))
	if err != nil {
		return nil, nil, errors.Join(err, m.Close())
	}
	return m, book, nil
}

func (p *program) subscribersList(ctx context.Context, args []string) error {
	f := p.flags("subscribers list")
	data, asJSON := f.data(), f.json()
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	m, book, err := p.book(ctx, *data, false)
	if err != nil {
		return err
	}
	defer m.Close()
	type shown struct {
		ID        string         `json:"id"`
		Address   string         `json:"address"`
		State     contacts.State `json:"state"`
		Confirmed time.Time      `json:"confirmed"`
		Wish      contacts.Wish  `json:"wish"`
	}
	all := []shown{}
	err = eachSubscriber(ctx, book, func(s contacts.Subscriber) error {
		all = append(all, shown{s.ID, s.Address.String(), s.State, s.Confirmed, s.Wish})
		return nil
	})
	if err != nil {
		return err
	}
	return printAll(p, *asJSON, all, func(s shown) string {
		return columns(s.ID, s.Address, string(s.State), s.Confirmed.UTC().Format(time.DateOnly), about(s.Wish))
	})
}

func about(w contacts.Wish) string {
	if w.All {
		return "everything"
	}
	return strings.Join(append(append(append([]string{}, w.Groups...), w.Components...), w.Incidents...), " ")
}

func eachSubscriber(ctx context.Context, book *contacts.Book, do func(contacts.Subscriber) error) error {
	for after := ""; ; {
		page, next, err := book.List(ctx, after, 0)
		if err != nil {
			return err
		}
		for _, s := range page {
			if err := do(s); err != nil {
				return err
			}
		}
		if after = next; after == "" {
			return nil
		}
	}
}

func (p *program) subscribersImport(ctx context.Context, args []string) error {
	f := p.flags("subscribers import")
	data, consent, skip := f.data(), f.String("consent", "", ""), f.Bool("skip-bad", false, "")
	rest, err := f.parse(args, 1, 1)
	if err != nil {
		return err
	}
	if strings.TrimSpace(*consent) == "" || len(*consent) > 500 {
		return usagef("say with --consent, in at most 500 bytes, where and how these people agreed to be told")
	}
	source, err := os.ReadFile(rest[0])
	if err != nil {
		return err
	}
	rows, bad, err := contacts.ReadList(bytes.NewReader(source), *consent, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", rest[0], err)
	}
	for _, b := range bad {
		fmt.Fprintf(p.stderr, "%s:%d: %v\n", rest[0], b.Line, b.Err)
	}
	if len(bad) > 0 && !*skip {
		return hinted{fmt.Errorf("%s has %s, and nobody was entered", rest[0], mistakes(len(bad))), "mend the lines above, or enter the others with --skip-bad"}
	}
	m, book, err := p.book(ctx, *data, true)
	if err != nil {
		return err
	}
	defer m.Close()
	return p.enrol(ctx, book, rows)
}

func (p *program) enrol(ctx context.Context, book *contacts.Book, rows []contacts.Row) error {
	ends, err := book.EnrolAll(ctx, byCommand, rows, p.now().UTC())
	if err != nil {
		return fmt.Errorf("%w (others were entered; run it again)", err)
	}
	fmt.Fprintf(p.stdout, "entered %d, known %d, barred %d\n", ends[contacts.Entered], ends[contacts.Known], ends[contacts.Barred])
	return nil
}

func (p *program) subscribersExport(ctx context.Context, args []string) error {
	f := p.flags("subscribers export")
	data := f.data()
	if _, err := f.parse(args, 0, 0); err != nil {
		return err
	}
	m, book, err := p.book(ctx, *data, false)
	if err != nil {
		return err
	}
	defer m.Close()
	if err := book.NoteExport(ctx, byCommand, p.now().UTC()); err != nil {
		return err
	}
	return book.WriteList(ctx, p.stdout)
}

func (p *program) subscribersErase(ctx context.Context, args []string) error {
	f := p.flags("subscribers erase")
	data := f.data()
	rest, err := f.parse(args, 1, 1)
	if err != nil {
		return err
	}
	address, err := contacts.ParseAddress(rest[0])
	if err != nil {
		return usagef("%v", err)
	}
	m, book, err := p.book(ctx, *data, false)
	if err != nil {
		return err
	}
	defer m.Close()
	sub, err := book.Find(ctx, address)
	if errors.Is(err, contacts.ErrNotFound) {
		return fmt.Errorf("nobody has this address")
	}
	if err != nil {
		return err
	}
	return book.Erase(ctx, byCommand, sub.ID, p.now().UTC())
}
