package web

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// SiteOptions say how a published folder is served.
type SiteOptions struct {
	// ContentSecurityPolicy gives the policy that is sent with pages, which may
	// change with the theme. Nil, or the empty policy, stands for one that allows
	// what any theme needs: its own files and inline styles.
	ContentSecurityPolicy func() string
	// Log is told of files that cannot be read; nil for no log.
	Log *slog.Logger
}

// SiteHandler serves a published folder: addresses without extension, 404.html
// for what is not there, strong tags, conditional and range requests, and pages
// compressed with Brotli or gzip. What another program publishes to the folder
// is seen at once. Names that begin with a dot are never served, but for
// .well-known.
//
// A folder that is not there, or has no home page, answers 503 until it has. One
// that was put in another's place is served within a second.
func SiteHandler(dir string, o SiteOptions) http.Handler {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.ContentSecurityPolicy == nil {
		o.ContentSecurityPolicy = func() string { return "" }
	}
	return &site{dir: dir, log: o.Log, policy: o.ContentSecurityPolicy, cache: newAssetCache(cacheBytes)}
}

type site struct {
	dir    string
	log    *slog.Logger
	policy func() string
	cache  *assetCache

	mu     sync.Mutex // held while the folder is opened anew
	shown  atomic.Pointer[shown]
	absent atomic.Bool // it was told that there is no site
}

// ServeHTTP answers a request for a file of the site.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		readOnly(w, r)
		return
	}
	root, found, err := s.locate(r.URL.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && (root == nil || r.URL.Path == "/"):
		s.nothing(w)
	case errors.Is(err, fs.ErrNotExist):
		s.notFound(w, r, root)
	case err != nil:
		s.unavailable(w, r, err)
	case found.redirect != "":
		redirect(w, r, found.redirect)
	default:
		s.serve(w, r, root, found)
	}
}

// locate finds what an address leads to, and in which folder. Where it finds
// nothing, it makes sure that it has looked in the folder that is there now.
func (s *site) locate(address string) (*os.Root, location, error) {
	root, err := s.root(false)
	if err != nil {
		return nil, location{}, err
	}
	found, err := locate(root, address)
	if !errors.Is(err, fs.ErrNotExist) {
		return root, found, err
	}
	now, err := s.root(true)
	if err != nil {
		return nil, location{}, err
	}
	if now != root {
		found, err = locate(now, address)
		return now, found, err
	}
	return root, found, fs.ErrNotExist
}

func (s *site) serve(w http.ResponseWriter, r *http.Request, root *os.Root, found location) {
	a, err := s.asset(root, found)
	if err != nil {
		s.unavailable(w, r, err)
		return
	}
	if found.file == indexPage && s.absent.Load() {
		s.absent.Store(false)
	}
	status := http.StatusOK
	if path.Base(found.file) == notFoundPage {
		status = http.StatusNotFound
	}
	s.send(w, r, a, status)
}

// send writes an asset in the best form that the client takes.
func (s *site) send(w http.ResponseWriter, r *http.Request, a *asset, status int) {
	h := w.Header()
	s.setHeaders(h, a)
	if status == http.StatusOK && (a.raw == nil || wantsParts(r.Header)) {
		s.sendParts(w, r, a)
		return
	}
	f := s.form(a, r.Header["Accept-Encoding"])
	if status == http.StatusOK {
		h["Etag"] = f.tag
		if unchanged(r.Header, f.tag[0], a.modified) {
			delete(h, "Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if f.encoding != nil {
		h["Content-Encoding"] = f.encoding
	}
	h["Content-Length"] = f.length
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(f.body)
	}
}

// wantsParts reports whether a request is one of those that are answered from
// the plain file by the standard library: ranges, and preconditions of writers.
func wantsParts(h http.Header) bool {
	return ranged(h) || h["If-Match"] != nil || h["If-Unmodified-Since"] != nil
}

// ranged reports whether bytes are asked for. Ranges of any other unit are to be
// ignored, as RFC 9110 section 14.2 wants it.
func ranged(h http.Header) bool { return strings.HasPrefix(h.Get("Range"), "bytes=") }

// sendParts answers from the uncompressed file, because the bytes of a range
// must be those that the client has the rest of.
func (s *site) sendParts(w http.ResponseWriter, r *http.Request, a *asset) {
	w.Header()["Etag"] = a.plain.tag
	content, err := a.open()
	if err != nil {
		s.unavailable(w, r, err)
		return
	}
	defer content.Close()
	if !ranged(r.Header) {
		r = r.Clone(r.Context())
		r.Header.Del("Range")
	}
	http.ServeContent(w, r, "", a.modified, content)
}

// unavailable answers what is not the client's fault. A client that left is not logged.
func (s *site) unavailable(w http.ResponseWriter, r *http.Request, err error) {
	if !errors.Is(err, context.Canceled) {
		s.log.Error("a file of the site cannot be served", "path", r.URL.Path, "error", err)
	}
	tryLater(w)
}

// nothing answers while there is no site, and tells it once.
func (s *site) nothing(w http.ResponseWriter) {
	if !s.absent.Swap(true) {
		s.log.Warn("there is no site to show: it is not published yet, or somebody deleted it")
	}
	tryLater(w)
}

func tryLater(w http.ResponseWriter) {
	h := w.Header()
	clear(h)
	h.Set("Retry-After", "5")
	h.Set("Cache-Control", "no-store")
	http.Error(w, "The page cannot be shown right now. Please try again in a moment.", http.StatusServiceUnavailable)
}

func redirect(w http.ResponseWriter, r *http.Request, to string) {
	if r.URL.RawQuery != "" {
		to += "?" + r.URL.RawQuery
	}
	h := w.Header()
	h.Set("Location", to)
	h.Set("Cache-Control", "public, max-age=3600")
	h.Set("Content-Length", "0")
	w.WriteHeader(http.StatusMovedPermanently)
}

func length(n int) []string { return []string{strconv.Itoa(n)} }

func httpTime(t time.Time) []string { return []string{t.UTC().Format(http.TimeFormat)} }
