package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"tidings/internal/boot/local"
	"tidings/internal/wholefile"
)

const exportUsage = `usage: tidings export FILE [--recipient AGE] [--data DIR]

Writes the whole state into one file, beside a running serve or without one:
incidents, components, metrics, accounts, tokens, secrets, subscribers, what was
told, the log, and the keys that these are sealed under. The file is encrypted
with age (https://age-encryption.org), because it holds people's addresses.

Without --recipient the key is written to FILE.key, or read from there if that
exists: keep the two apart, since together they are everything. With --recipient
only the owner of that key can open the file, and this machine cannot; such an
export can be made every night and kept anywhere.

  --recipient AGE   age1…, for whom the file is; may be repeated
  --data DIR        the data folder (./data)
  --json            the report as JSON

Example:
  $ tidings export backup.tidings
  exported 48211 records to backup.tidings; backup.tidings.key opens it
`

const restoreUsage = `usage: tidings restore FILE [--key KEYFILE] [--data DIR]

Makes a data folder from a file that tidings export wrote. The folder must be
empty or not there: nothing is ever overwritten. It appears whole or not at all.
Start serve on it with the same content folder and the page is what it was.

  --key KEYFILE   the key that opens it (FILE.key)
  --data DIR      the data folder to make (./data)
  --store STORE   fill these tables, which must be empty or not there, as serve
                  reads it: dynamodb://NAME (files in the data folder)
  --json          the report as JSON

Example:
  $ tidings restore backup.tidings --data data
  restored 48211 records of 2026-11-22T10:04:00Z to data
`

func (p *program) export(ctx context.Context, args []string) error {
	f := p.flags("export")
	var names list
	f.Var(&names, "recipient", "")
	data, asJSON := f.data(), f.json()
	rest, err := f.parse(args, 1, 1)
	if err != nil {
		return err
	}
	path := rest[0]
	if _, err := os.Stat(*data); err != nil {
		return dataMissing(err, *data)
	}
	to, opens, err := recipients(names, path+".key")
	if err != nil {
		return err
	}
	records := 0
	err = ownFile(path, func(w io.Writer) error {
		records, err = local.Export(ctx, p.options(*data), byCommand, readVersion().Version, w, to...)
		return err
	})
	if err != nil {
		return err
	}
	if *asJSON {
		return p.json(map[string]any{"file": path, "records": records, "key": opens})
	}
	if opens == "" {
		opens = "the owner of the recipient's key"
	}
	_, err = fmt.Fprintf(p.stdout, "exported %d records to %s; %s opens it\n", records, path, opens)
	return err
}

// recipients are those who may open an export, and the file of the key where it
// is one of ours.
func recipients(names []string, keyFile string) (to []age.Recipient, opens string, err error) {
	for _, name := range names {
		r, err := age.ParseX25519Recipient(name)
		if err != nil {
			return nil, "", usagef("--recipient %.20q is no public key of age: it begins with age1, as age-keygen prints it", name)
		}
		to = append(to, r)
	}
	if len(to) > 0 {
		return to, "", nil
	}
	id, err := identity(keyFile)
	if errors.Is(err, fs.ErrNotExist) {
		id, err = newIdentity(keyFile)
	}
	if err != nil {
		return nil, "", err
	}
	return []age.Recipient{id.Recipient()}, keyFile, nil
}

func identity(path string) (*age.X25519Identity, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	ids, err := age.ParseIdentities(f)
	if err == nil {
		if id, ok := ids[0].(*age.X25519Identity); ok {
			return id, nil
		}
	}
	return nil, fmt.Errorf("%s holds no key of age: it has a line that begins with AGE-SECRET-KEY-1", path)
}

func newIdentity(path string) (*age.X25519Identity, error) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	return id, ownFile(path, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "# opens what tidings export wrote; keep it apart from the file\n%s\n", id)
		return err
	})
}

// ownFile makes or replaces a file that only its owner can read.
func ownFile(path string, write func(io.Writer) error) error {
	err := wholefile.Write(path, 0o600, write)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no folder %s to write %s to: make it first", filepath.Dir(path), filepath.Base(path))
	}
	return err
}

func (p *program) restore(ctx context.Context, args []string) error {
	f := p.flags("restore")
	keyPath, data, to, asJSON := f.String("key", "", ""), f.data(), f.String("store", "", ""), f.json()
	rest, err := f.parse(args, 1, 1)
	if err != nil {
		return err
	}
	if *keyPath == "" {
		*keyPath = rest[0] + ".key"
	}
	file, err := os.Open(rest[0])
	if err != nil {
		return err
	}
	defer file.Close()
	id, err := identity(*keyPath)
	if err != nil {
		return hinted{err, "name the file of the key that opens it with --key"}
	}
	o := p.options(*data)
	o.Store = *to
	header, err := local.Restore(ctx, o, file, id)
	switch {
	case errors.Is(err, local.ErrNotEmpty):
		return hinted{fmt.Errorf("there is something in %s already", cmp.Or(*to, *data)), "restore to what is not there yet, look at it, and start serve with it"}
	case err != nil:
		return fmt.Errorf("nothing was restored: %w", err)
	}
	if *asJSON {
		return p.json(map[string]any{"data": *data, "records": header.Records, "made": header.Made, "program": header.Program})
	}
	_, err = fmt.Fprintf(p.stdout, "restored %d records of %s to %s\n", header.Records, header.Made.Format(time.RFC3339), *data)
	return err
}
