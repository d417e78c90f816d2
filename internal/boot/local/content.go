package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"tidings/internal/boot/committed"
	"tidings/internal/config"
	"tidings/internal/content"
	"tidings/internal/kept"
	"tidings/internal/repo"
	"tidings/internal/secret"
	"tidings/internal/theme"
	"tidings/themes"
)

// ContentOptions say where content is that a command reads.
type ContentOptions struct {
	Place      string // a folder, or the address of a repository
	KnownHosts string // file of host keys for ssh; empty for the user's own
	// Options are those of the data folder that keeps the secret for a
	// repository, unless the environment has it. There need not be one.
	Options
}

// Content is content that a command reads and never writes: a folder, or the
// newest commit of a repository, of which nothing else is fetched.
type Content struct {
	place      string
	repository *committed.Content // nil for a folder
	commit     *repo.Commit       // the same
	files      fs.FS
	dir        string // empty until a commit is needed as a folder
	now        func() time.Time
	close      func() error
}

// OpenContent opens content. Close lets go of it.
func OpenContent(ctx context.Context, o ContentOptions) (*Content, error) {
	c := &Content{place: o.Place, now: o.Now}
	var err error
	if c.repository, err = committed.Open(committed.Options{Address: o.Place, KnownHosts: o.KnownHosts, Secret: o.secret}); err != nil {
		return nil, err
	}
	if c.repository != nil {
		if c.commit, err = c.repository.Newest(ctx); err == nil {
			c.files, c.close = c.commit.Files, func() error { return nil }
		}
		return c, err
	}
	root, err := os.OpenRoot(o.Place)
	if err != nil {
		return nil, fmt.Errorf("the content folder cannot be opened: %w", err)
	}
	c.dir, c.files, c.close = o.Place, root.FS(), root.Close
	return c, nil
}

// secret is a secret of the environment, else of the data folder.
func (o ContentOptions) secret(ctx context.Context, name string) (string, error) {
	if given := o.Getenv(secret.EnvName(name)); given != "" || o.Data == "" {
		return given, nil
	}
	if there, err := o.isThere(); err != nil || !there {
		return "", err
	}
	m, err := Open(ctx, o.Options)
	if err != nil {
		return "", err
	}
	value, err := m.secret(ctx, name, o.Now())
	return value, errors.Join(err, m.Close())
}

// isThere reports whether the data folder has state.
func (o Options) isThere() (bool, error) {
	where, err := writtenDown(o.Data, storeFile)
	return err == nil && (where != "" || exists(filepath.Join(o.Data, pageFile))), err
}

// Close lets go of the content.
func (c *Content) Close() error { return c.close() }

// Origin is where a file of the content is, for people: its path from the
// working folder, or in the repository.
func (c *Content) Origin(name string) string {
	if c.repository != nil {
		return filepath.ToSlash(filepath.Join(c.repository.Folder(), name))
	}
	return filepath.Join(c.dir, filepath.FromSlash(name))
}

// Config reads everything but incidents and maintenances, as it is today; see repo.Config.
func (c *Content) Config() (*config.Config, []content.Problem, error) {
	if c.commit == nil {
		return repo.Load(c.dir, c.now())
	}
	if c.commit.Problem != nil {
		return nil, []content.Problem{*c.commit.Problem}, nil
	}
	return repo.Config(c.files, c.now())
}

// Unread are the names at the top of the content that nothing reads.
func (c *Content) Unread() []string {
	if c.commit == nil {
		return repo.Unread(os.DirFS(c.dir))
	}
	return repo.Unread(c.files)
}

// Check names everything that is wrong with the content, also with its theme.
func (c *Content) Check(ctx context.Context, o Options) ([]content.Problem, error) {
	problems, err := c.checkFiles(ctx, o)
	if err != nil || c.commit != nil && c.commit.Problem != nil {
		return problems, err
	}
	conf, mistakes, err := c.Config()
	if err != nil {
		return nil, err
	}
	if len(mistakes) > 0 {
		conf = nil
	}
	_, ofTheme, err := c.theme(ctx, conf)
	return append(problems, ofTheme...), err
}

// unfit is why a commit cannot be written to a folder as it is meant. A folder is
// one already, and who reads it says what is wrong, as with that of a plain commit.
func (c *Content) unfit(ctx context.Context, o Options) ([]content.Problem, error) {
	if c.commit == nil {
		return nil, nil
	}
	if plain, err := c.commit.Plain(ctx); err != nil || plain {
		return nil, err
	}
	return c.Check(ctx, o)
}

func (c *Content) checkFiles(ctx context.Context, o Options) ([]content.Problem, error) {
	if c.commit != nil {
		return repo.CheckCommit(ctx, c.commit, o.Now())
	}
	return repo.CheckAt(ctx, c.dir, o.Now())
}

func (c *Content) theme(ctx context.Context, conf *config.Config) (*themes.Theme, []content.Problem, error) {
	if c.commit == nil {
		return theme.ReadFolder(ctx, c.dir, conf)
	}
	overlay, err := fs.Sub(c.files, kept.ThemeFolder)
	if err != nil {
		return nil, nil, err
	}
	return theme.Read(ctx, overlay, conf)
}
