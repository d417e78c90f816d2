package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"tidings/internal/awsconf"
	"tidings/internal/awsconf/chain"
	"tidings/internal/backup"
	"tidings/internal/store"
	"tidings/internal/store/dynamo"
	"tidings/internal/store/sqlite"
	"tidings/internal/wholefile"
)

// storeNames are the stores of a machine, as backups name them, in the order in
// which they are read. Contacts are last: what was told is then never older than
// what is to be told, so that nobody is told twice.
var storeNames = []string{backup.Page, backup.Access, backup.Contacts}

// storeFile names, in a data folder, where its stores are, if not in files beside
// it: so every command that is given the folder finds them.
const storeFile = "store"

// stores opens the stores of a data folder by name.
type stores interface {
	open(ctx context.Context, name string) (store.Driver, error)
}

// keptIn says where the stores of a data folder are. Where they are told to be
// elsewhere for the first time, they are made there.
func (m *Machine) keptIn(ctx context.Context, o Options) (stores, error) {
	where, err := writtenDown(o.Data, storeFile)
	switch {
	case err != nil:
		return nil, err
	case where == "" && o.Store == "":
		return files{m, o}, nil
	case where == "" && exists(filepath.Join(o.Data, fileOf[backup.Page])):
		return nil, fmt.Errorf("the data folder %s keeps its state in files: to move it, export it, and restore it to a folder whose file %q names %s", o.Data, storeFile, o.Store)
	case where != "" && o.Store != "" && where != o.Store:
		return nil, fmt.Errorf("the data folder %s keeps its state in %s, and not in %s: give another folder with --data", o.Data, where, o.Store)
	case where != "":
		t, err := openTables(where, o)
		return t, errors.Join(err, haveKeys(o.Data, where))
	}
	t, err := openTables(o.Store, o)
	if err != nil {
		return nil, err
	}
	return t, t.settle(ctx, o)
}

// writtenDown is what one of a folder's own files says; empty for nothing.
func writtenDown(data, file string) (string, error) {
	src, err := os.ReadFile(filepath.Join(data, file))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return strings.TrimSpace(string(src)), err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// haveKeys makes sure that a folder has the keys of what others may have sealed.
func haveKeys(data, where string) error {
	for _, name := range []string{stateKeyFile, contactsKeyFile} {
		if !exists(filepath.Join(data, name)) {
			return fmt.Errorf("%s holds what is sealed under a key that is not here: bring the file %s from where its tables were made", where, filepath.Join(data, name))
		}
	}
	return nil
}

// files are the stores of a folder, each a file of its own.
type files struct {
	machine *Machine
	options Options
}

func (f files) open(ctx context.Context, name string) (store.Driver, error) {
	db, err := sqlite.Open(ctx, filepath.Join(f.options.Data, fileOf[name]), sqlite.Options{Now: f.options.Now})
	if err != nil {
		return nil, err
	}
	f.machine.files, f.machine.closers = append(f.machine.files, db), append(f.machine.closers, db.Close)
	return db, nil
}

// tables are stores in DynamoDB.
type tables struct {
	where   string
	names   map[string]string
	client  *dynamodb.Client
	options Options
}

const dynamoPrefix = "dynamodb://"

// openTables reads dynamodb://NAME, which stands for NAME-page, NAME-access and
// NAME-contacts, or dynamodb://PAGE,ACCESS,CONTACTS for tables by their own names.
func openTables(where string, o Options) (*tables, error) {
	name, is := strings.CutPrefix(where, dynamoPrefix)
	all := strings.Split(name, ",")
	if len(all) == 1 && name != "" {
		all = []string{name + "-" + backup.Page, name + "-" + backup.Access, name + "-" + backup.Contacts}
	}
	if !is || len(all) != len(storeNames) || strings.ContainsAny(name, "/ ") {
		return nil, fmt.Errorf("%q names no store: write dynamodb://NAME, or dynamodb://PAGE,ACCESS,CONTACTS for tables that have names of their own", where)
	}
	conf, err := awsconf.New("DYNAMODB", awsconf.Options{Getenv: o.Getenv, Credentials: chain.New(o.Getenv)})
	if err != nil {
		return nil, err
	}
	t := &tables{where: where, names: map[string]string{}, client: dynamodb.NewFromConfig(conf), options: o}
	for i, name := range storeNames {
		t.names[name] = all[i]
	}
	return t, nil
}

func (t *tables) open(_ context.Context, name string) (store.Driver, error) {
	return dynamo.New(t.client, t.names[name], t.options.Now), nil
}

// settle makes the tables unless they are there, and writes down that the folder
// has them. Keys are made before tables: there is never a table without a key.
func (t *tables) settle(ctx context.Context, o Options) error {
	there, err := dynamo.Exists(ctx, t.client, t.names[backup.Page])
	if err != nil {
		return err
	}
	if there {
		err = haveKeys(o.Data, t.where)
	} else {
		err = t.make(ctx, o)
	}
	if err != nil {
		return err
	}
	return remember(filepath.Join(o.Data, storeFile), t.where)
}

func (t *tables) make(ctx context.Context, o Options) error {
	for _, name := range []string{stateKeyFile, contactsKeyFile} {
		if _, err := keyFile(o.Data, name); err != nil {
			return err
		}
	}
	// The page's table is the last: while it is not there, making them goes on.
	for _, name := range []string{backup.Contacts, backup.Access, backup.Page} {
		if err := dynamo.Make(ctx, t.client, t.names[name]); err != nil {
			return fmt.Errorf("making the table %s: %w", t.names[name], err)
		}
	}
	return nil
}

// remember writes a line that a data folder is remembered by into one of its files.
func remember(path, line string) error {
	return wholefile.Write(path, 0o600, func(w io.Writer) error {
		_, err := io.WriteString(w, line+"\n")
		return err
	})
}
