package content

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/access"
	"tidings/internal/app"
	"tidings/internal/boot/cloud/batch"
	"tidings/internal/boot/cloud/parameters"
	"tidings/internal/boot/cloud/queues"
	"tidings/internal/boot/cloud/tables"
	"tidings/internal/boot/cloud/trouble"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/boot/committed"
	"tidings/internal/content"
	"tidings/internal/store/dynamo"
	"tidings/internal/web"
)

const (
	hostVariable   = "TIDINGS_CONTENT_HOST" // github, gitlab or gitea; unset: as the host's name says
	knownParameter = "known-hosts"          // host keys for ssh, as ssh-keyscan prints them
)

// repository is content that is committed.
type repository struct {
	world        world.World
	page, access *dynamo.Store
	parameters   *parameters.Store
	secrets      *parameters.Secrets
	publish      *queues.Queue
	content      *committed.Content
	known        string // file of host keys; empty where none are needed
	takeCommits  world.Later[taker]
}

// taker takes what is committed and posted, and whether that changed the board. It is
// a function and no program: in one with templates, all that a program can do would be linked.
type taker func(context.Context) (applied bool, err error)

// openRepository opens the door for a repository. Nothing is asked of it yet.
func openRepository(w world.World, page *dynamo.Store, address string) (lambda.Handler, error) {
	d := &repository{world: w, page: page}
	var err error
	if d.access, err = tables.Open(w, tables.Access); err != nil {
		return nil, err
	}
	if d.publish, err = queues.Open(w, queues.Publish); err != nil {
		return nil, err
	}
	if d.parameters, err = parameters.Open(w); err != nil {
		return nil, err
	}
	d.secrets = parameters.NewSecrets(w, d.parameters, page)
	if !strings.HasPrefix(address, "http") {
		d.known = filepath.Join(os.TempDir(), "known_hosts")
	}
	d.content, err = committed.Open(committed.Options{
		Address: address, KnownHosts: d.known, Host: w.Getenv(hostVariable), Secret: d.secret,
		Private: true, // the host is the operator's choice, in whatever network
	})
	if err == nil && d.content == nil {
		err = fmt.Errorf("%s is no address of a repository: write it as https://git.example.com/team/status.git", repositoryVariable)
	}
	if err != nil {
		return nil, err
	}
	d.takeCommits.Open = d.open
	return batch.Once(d.world.Log, d.take), nil
}

// open puts the program together.
func (d *repository) open(ctx context.Context) (taker, error) {
	key, err := d.parameters.Bytes(ctx, parameters.Key)
	if err != nil {
		return nil, err
	}
	w := d.world
	box, err := access.NewBox(key, w.Random)
	if err != nil {
		return nil, err
	}
	people := committed.People{
		Accounts: access.New(access.Options{Driver: d.access, Box: box, Random: w.Random, Now: w.Now}),
		Tokens:   access.NewTokens(d.access),
	}
	var a *app.App
	a = app.New(app.Parts{
		Store: d.page, Now: w.Now, Random: w.Random, Log: w.Log, Metrics: &web.Metrics{}, Repository: d.content.Repository(), Statuses: d.content.Statuses(),
		WriteBack: d.content.WriteBack(d.page, people, func() *app.App { return a }, w.Now, w.Log),
	})
	return func(ctx context.Context) (bool, error) { return app.TakeCommits(ctx, a) }, nil
}

// take brings posts into the repository and its newest commit onto the board.
// What cannot be done now is told and left to the next minute: a message that came
// again would keep the others waiting for longer.
func (d *repository) take(ctx context.Context) error {
	applied, err := d.look(ctx)
	trouble.Note(ctx, d.world, d.page, err)
	var mistakes *content.Mistakes
	if err != nil && !errors.As(err, &mistakes) {
		d.world.Log.ErrorContext(ctx, "the content's repository cannot be followed now", "error", err)
	}
	if !applied {
		return nil
	}
	if err := d.publish.Wake(ctx, "content", "content-"+strconv.FormatInt(d.world.Now().UnixNano(), 10)); err != nil {
		d.world.Log.WarnContext(ctx, "what was committed is published by the minute", "error", err)
	}
	return nil
}

func (d *repository) look(ctx context.Context) (applied bool, err error) {
	take, err := d.takeCommits.Get(ctx)
	if err == nil && d.known != "" {
		err = d.writeKnown(ctx)
	}
	if err != nil {
		return false, err
	}
	return take(ctx)
}

// writeKnown writes the host keys where ssh looks for them.
func (d *repository) writeKnown(ctx context.Context) error {
	text, err := d.parameters.Text(ctx, knownParameter)
	if err != nil {
		return err
	}
	return os.WriteFile(d.known, []byte(text+"\n"), 0o600)
}

// secret is the value of a secret that is good now; empty for none.
func (d *repository) secret(ctx context.Context, name string) (string, error) {
	values, err := d.secrets.Lookup(ctx, name, d.world.Now())
	if err != nil || len(values) == 0 {
		return "", err
	}
	return values[0], nil
}
