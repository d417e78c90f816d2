package app

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"tidings/generator"
	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/kept"
	"tidings/internal/notify"
	"tidings/internal/notify/letter"
	"tidings/internal/notify/outbound"
	"tidings/internal/notify/outlet"
	"tidings/internal/publish"
	"tidings/internal/sns"
	"tidings/internal/status"
	"tidings/internal/store"
	"tidings/internal/triage"
	"tidings/internal/web"
	"tidings/internal/web/v1"
	"tidings/themes"
)

// Secrets finds the values of a secret that are good at a time.
type Secrets interface {
	Lookup(ctx context.Context, name string, at time.Time) ([]string, error)
}

// Marker is a log that wants to be gone through now and then, so that searching
// it later is quick. It reports whether it is through.
type Marker interface {
	Advance(ctx context.Context) (done bool, err error)
}

// Parts is what a program is put together from. All are needed but Copy, Admin,
// Audit, Rest, People and SNS.
type Parts struct {
	Store   store.Driver
	Inbox   *inbox.Inbox
	Secrets Secrets
	Tokens  v1.Tokens
	Target  publish.Target
	// Copy names the target where it takes a copy of a site that another program
	// publishes too; how far each is, is kept apart. Empty for the first.
	Copy    string
	Content string // the folder that people edit, or the address of a repository
	Folder  Folder // the first of the two; nil for the second
	// Repository is where content is committed to; nil where it is a folder. It is
	// asked every so often, and when its host says that somebody has pushed.
	Repository Repository
	Every      time.Duration
	Statuses   CommitStatuses // nil where the host has none that we know
	// WriteBack commits posts to Repository; may be nil. It is used where the
	// site's configuration says so.
	WriteBack WriteBack
	Site      http.Handler // shows what was published
	Admin     http.Handler // answers below /admin/
	Audit     Marker
	// Compress prepares compressed forms of published files, named by their paths.
	Compress func(ctx context.Context, paths []string) error
	// Rest lets go of memory that is not needed until there is more to do; may be nil.
	Rest    func()
	Now     func() time.Time
	Random  io.Reader // cryptographic
	Log     *slog.Logger
	Metrics *web.Metrics
	// MaxDeletions is the largest share of the site's files, and of the content
	// files, that one change may delete; 0 means a tenth.
	MaxDeletions float64
	// APIRate is how many requests a minute a client of the API may make; see
	// v1.Options.
	APIRate int
	// Client is the network address that a request comes from.
	Client func(*http.Request) string
	// People is who can be told; nil where nobody can, or where another program
	// tells them: then Mails says so.
	People *People
	Mails  bool
	// SNS is what is asked for the certificates of Amazon SNS; nil for SNS itself.
	SNS sns.Client
}

// App is the program. Make it with New.
type App struct {
	Parts
	clock   *steadyClock
	rules   atomic.Pointer[rules] // nil until content was found valid
	index   *index                // only the content loop touches it, as the next
	current current
	seen    follower       // of a program that looks at commits only when it is woken
	version kept.Version   // of the rules that Refresh brought into force
	halfway atomic.Bool    // whether the board is between two edits of the content
	still   sync.RWMutex   // held alone while the board is rebuilt
	cursor  string         // up to which changes were read; only the publishing loop touches it
	looked  time.Time      // when the target was looked at; only the publishing loop touches it
	heart   heart          // the start touches it, then only the publishing loop
	mailOff atomic.Bool    // whether no mail goes out, as was found last
	rests   time.Time      // until when the target is left alone, because it did not answer
	pass    Pass           // what is under way; only the publishing loop touches it
	memo    generator.Memo // what the publishing loop's builds leave for the next

	topics *sns.Verifier
	desk   *notify.Desk   // tells people; nil where nobody can be told, as are the next two
	writer *letter.Writer // words what they are told
	notes  *notes         // messages that answer a form

	trouble atomic.Pointer[error] // why people could not be told the last time; nil when they could
	outlets *outlet.Desk          // takes news to channels; nil as the desk is
	toPost  bell                  // channels may have to be told

	toTell    bell // people may have to be told
	arrivals  arrivals
	toWork    bell // deliveries wait
	toPublish bell // something changed
	toBegin   bell // something is about to change
	begun     begun
	toContent bell // something moved in the content folder
	toTime    bell // what time brings may have changed
	ready     atomic.Bool
	shown     atomic.Pointer[current] // the edit that the board shows
	refusal   atomic.Pointer[Refusal]
	stuck     atomic.Pointer[stuck]
	taken     chan taken  // commits whose status is to be set
	refused   atomic.Bool // whether the content folder, as it is now, is not what is shown
	asked     asked       // scopes to publish that no change in the store speaks of
	packing   packing
}

// rules is the valid content in force: replaced as a whole, never changed.
type rules struct {
	config *config.Config
	// earlier says that another version of the program has read what they were made of.
	earlier bool
	theme   *themes.Theme
	board   *status.Board
	policy  string // content security policy of the pages
	shelled
}

func (r *rules) triage() triage.Rules { return triage.Rules{Config: r.config, Board: r.board} }

// New puts the parts together.
func New(p Parts) *App {
	a := &App{
		Parts:     p,
		clock:     newSteadyClock(p.Now, p.Log),
		toTell:    newBell(),
		toPost:    newBell(),
		toWork:    newBell(),
		toPublish: newBell(),
		toBegin:   newBell(),
		toContent: newBell(),
		toTime:    newBell(),
		packing:   packing{bell: newBell()},
		taken:     make(chan taken, maxTaken),
		arrivals:  arrivals{missed: true}, // what an earlier run has left
	}
	if a.SNS == nil {
		a.SNS = outbound.New(false)
	}
	a.topics = sns.New(a.SNS, a.clock.Now)
	a.employ()
	return a
}

// Policy is the content security policy of the site's pages; empty until
// there is content in force.
func (a *App) Policy() string {
	if r := a.rules.Load(); r != nil {
		return r.policy
	}
	return ""
}

// SiteName is the name of the site; empty until there is content in force.
func (a *App) SiteName() string {
	if r := a.rules.Load(); r != nil {
		return r.config.Site.Name
	}
	return ""
}

// SignOn is the identity provider of the dashboard; nil for none.
func (a *App) SignOn() *config.SignOn {
	if r := a.rules.Load(); r != nil {
		return r.config.Site.SignOn
	}
	return nil
}

// Ready reports whether the site has been published since the start.
func (a *App) Ready() bool { return a.ready.Load() }
