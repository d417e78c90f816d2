package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"tidings/internal/access"
	"tidings/internal/app"
	"tidings/internal/boot/local"
	"tidings/internal/content"
	"tidings/internal/unreached"
	"tidings/internal/web"
	"tidings/internal/web/admin/settings"
	"tidings/internal/web/v1"
)

const serveUsage = `usage: tidings serve [--content DIR] [--data DIR] [--addr HOST:PORT]

Everything in one process: the public site, webhooks at /hooks/SOURCE, timers.
The content folder is watched; an edit that holds a mistake is refused whole.
SIGTERM finishes what is under way and exits 0.

  --content DIR         the content folder (./content), or a Git repository:
                        https://HOST/PATH, git@HOST:PATH or a bare one's folder,
                        with #BRANCH or #BRANCH:FOLDER behind it. Its token or
                        private key is the secret named content, that of its push
                        hook, POST /hooks/content, the one named content-hook
  --content-every D     how often a repository is asked for a newer commit (1m)
  --content-host KIND   github, gitlab or gitea, where the host's name does not say
                        it; commits get a status there by the secret content-status
  --content-known-hosts FILE
                        host keys for ssh, as ssh-keyscan prints them (~/.ssh/known_hosts)
  --data DIR            the data folder; made on the first start (./data)
  --store dynamodb://NAME
                        keeps state in the tables NAME-page, NAME-access and
                        NAME-contacts, made on the first start with the credentials that
                        the AWS CLI would find; the data folder remembers it (files there)
  --target TARGET       where the site is published to: s3://BUCKET/FOLDER, which
                        others serve, or a folder (site in the data folder)
  --addr HOST:PORT      where to listen; port 0 picks one (127.0.0.1:8080)
  --admin-url URL       where people reach the dashboard, as https://status.example.com;
                        links and passkeys are made for it (the address they use)
  --trusted-proxies N   networks, as 10.0.0.0/8, of reverse proxies whose
                        X-Forwarded-For and X-Forwarded-Proto are believed
  --metrics-addr ADDR   also show Prometheus metrics there, at /metrics
  --max-deletions N     the largest share of the site that one change may delete (0.1)
  --api-rate N          requests a minute that one token, or one address without
                        any, may make of the API; -1 for any number (6000)
  --undo D              for how long a post of the dashboard can be taken back before
                        it is published and told; 0 for not at all (10s)
  --log-format F        text or json (text)
  --smtp URL            the mail server, smtp://USER@HOST:587 or smtps://…; its
                        password is the secret named smtp. Without a server each
                        message is a file in the data folder's mail/
  --ses REGION          send mail by Amazon SES, as eu-west-1, with the credentials that
                        the AWS CLI would find
  --ses-configuration-set NAME
                        has SES report bounces and complaints to a source of kind ses
  --mail-from ADDRESS   who mail comes from (status@ the site's domain)
  --mail-rate N         messages a second, at most (14; by SES what the account may)
  --mail-limit N        how many people one event may tell without asking (0: any)
  --mail-hourly N       messages a person gets in an hour before the rest comes
                        together in one (12; 0: any)
  --allow-private-channels
                        let channels/*.yaml name addresses of this network

Example:
  $ tidings serve --content content
  http://127.0.0.1:8080/
  make the first administrator, once, within a day: http://127.0.0.1:8080/admin/link/first.Zl3...
`

// serveOptions are the flags of serve.
type serveOptions struct {
	content, data, addr, metricsAddr, logFormat string
	store, target                               string
	adminURL, trusted                           string
	proxies                                     web.Proxies
	maxDeletions                                float64
	apiRate                                     int
	undo                                        time.Duration
	git                                         local.Git
	mail                                        local.Mail
	flags                                       []settings.Flag // all of them, as the dashboard shows them
}

func (p *program) serve(ctx context.Context, args []string) error {
	o, err := p.serveFlags(args)
	if err != nil {
		return err
	}
	log, err := p.logger(o.logFormat)
	if err != nil {
		return err
	}
	metrics := &web.Metrics{}
	s, err := local.Serve(ctx, local.ServeOptions{
		Options: local.Options{Data: o.data, Store: o.store, Create: true, Now: p.now, Random: p.random, Getenv: p.getenv},
		Content: o.content, Target: o.target, MaxDeletions: o.maxDeletions, APIRate: o.apiRate, Undo: o.undo, Log: log, Metrics: metrics, Home: o.adminURL, Proxies: o.proxies,
		Mail: o.mail, Git: o.git, Flags: o.flags, Program: readVersion().String(),
	})
	if err != nil {
		return err
	}
	err = p.listen(ctx, o, s, metrics)
	return errors.Join(contentMistakes(contentMissing(err, o.content)), s.Close())
}

func (p *program) serveFlags(args []string) (o serveOptions, err error) {
	f := p.flags("serve")
	f.StringVar(&o.content, "content", "./content", "")
	f.DurationVar(&o.git.Every, "content-every", time.Minute, "")
	f.StringVar(&o.git.KnownHosts, "content-known-hosts", "", "")
	f.StringVar(&o.git.Host, "content-host", "", "")
	f.StringVar(&o.data, "data", "./data", "")
	f.StringVar(&o.store, "store", "", "")
	f.StringVar(&o.target, "target", "", "")
	f.StringVar(&o.addr, "addr", "127.0.0.1:8080", "")
	f.StringVar(&o.adminURL, "admin-url", "", "")
	f.StringVar(&o.trusted, "trusted-proxies", "", "")
	f.StringVar(&o.metricsAddr, "metrics-addr", "", "")
	f.StringVar(&o.logFormat, "log-format", "text", "")
	f.maxDeletions(&o.maxDeletions)
	f.IntVar(&o.apiRate, "api-rate", v1.DefaultRate, "")
	f.DurationVar(&o.undo, "undo", 10*time.Second, "")
	f.StringVar(&o.mail.Server, "smtp", "", "")
	f.StringVar(&o.mail.From, "mail-from", "", "")
	f.StringVar(&o.mail.Region, "ses", "", "")
	f.StringVar(&o.mail.ConfigurationSet, "ses-configuration-set", "", "")
	f.Float64Var(&o.mail.Rate, "mail-rate", -1, "")
	f.IntVar(&o.mail.Limit, "mail-limit", 0, "")
	f.IntVar(&o.mail.Hourly, "mail-hourly", 12, "")
	f.BoolVar(&o.mail.Private, "allow-private-channels", false, "")
	if _, err = f.parse(args, 0, 0); err != nil {
		return o, err
	}
	o.flags = shownFlags(f, serveUsage)
	if o.undo < 0 || o.undo > maxUndo {
		return o, usagef("--undo %s must be between 0s and %s", o.undo, maxUndo)
	}
	if o.mail.Server != "" && o.mail.Region != "" {
		return o, usagef("mail leaves by --smtp or by --ses, not by both")
	}
	if o.git.Every < time.Second {
		return o, usagef("--content-every %s is too often: a second is the least", o.git.Every)
	}
	if !slices.Contains([]string{"", "github", "gitlab", "gitea"}, o.git.Host) {
		return o, usagef("--content-host %q is none that we know: use github, gitlab or gitea", o.git.Host)
	}
	return o, o.reach()
}

// maxUndo bounds how long people can be left without what somebody posted.
const maxUndo = 10 * time.Minute

// reach reads how people reach the dashboard.
func (o *serveOptions) reach() (err error) {
	u, err := url.Parse(o.adminURL)
	if o.adminURL != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil) {
		return usagef("--admin-url %q is no address: write it as https://status.example.com", o.adminURL)
	}
	o.adminURL = strings.TrimRight(o.adminURL, "/")
	if o.proxies, err = web.ParseProxies(o.trusted); err != nil {
		return usagef("--trusted-proxies: %v", err)
	}
	return nil
}

func (p *program) logger(format string) (*slog.Logger, error) {
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(p.stderr, nil)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(p.stderr, nil)), nil
	}
	return nil, usagef("unknown log format %q: use text or json", format)
}

// listen serves until the end, and says where once the site is ready.
func (p *program) listen(ctx context.Context, o serveOptions, s *local.Server, metrics *web.Metrics) error {
	l, err := net.Listen("tcp", o.addr)
	if err != nil {
		return hinted{fmt.Errorf("listening on %s: %w", o.addr, unreached.Why(err)), "pick another address with --addr; port 0 takes a free one"}
	}
	stop, err := serveMetrics(o.metricsAddr, metrics)
	if err != nil {
		l.Close()
		return err
	}
	defer stop()
	home := "http://" + l.Addr().String()
	first := p.firstLink(ctx, s, cmp.Or(o.adminURL, home))
	return app.Serve(ctx, s.App, l, func() { fmt.Fprintf(p.stdout, "%s/\n%s", home, first) })
}

// firstLink is a line with a link that makes the first administrator; empty
// once there is an account. Without one the site is served all the same.
func (p *program) firstLink(ctx context.Context, s *local.Server, home string) string {
	text, err := s.Accounts.FirstLink(ctx)
	if errors.Is(err, access.ErrTaken) {
		text, err = "", nil
	}
	if err = errors.Join(err, s.Accounts.SetHome(ctx, home)); err != nil {
		fmt.Fprintf(p.stderr, "tidings: warning: the dashboard may not work: %v\n", err)
	}
	if text == "" || err != nil {
		return ""
	}
	return "make the first administrator, once, within a day: " + home + access.LinkPath + text + "\n"
}

// serveMetrics shows metrics on an address of their own, which is not for the public.
func serveMetrics(addr string, metrics *web.Metrics) (stop func(), err error) {
	if addr == "" {
		return func() {}, nil
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, hinted{fmt.Errorf("listening for metrics on %s: %w", addr, unreached.Why(err)), "pick another address with --metrics-addr"}
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics)
	srv := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go srv.Serve(l)
	return func() { srv.Close() }, nil
}

// contentMistakes shows every mistake on a line of its own.
func contentMistakes(err error) error {
	var mistakes *content.Mistakes
	if !errors.As(err, &mistakes) {
		return err
	}
	return mistakesError{mistakes}
}

func mistakes(n int) string {
	if n == 1 {
		return "a mistake"
	}
	return fmt.Sprintf("%d mistakes", n)
}

type mistakesError struct{ *content.Mistakes }

func (e mistakesError) Error() string {
	text := "the content has " + mistakes(len(e.Problems))
	for _, problem := range e.Problems {
		text += "\n" + problem.String()
	}
	return text
}

func (e mistakesError) Hint() string {
	return "mend the lines above; tidings check looks without serving"
}
