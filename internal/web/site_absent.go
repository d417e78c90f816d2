package web

import (
	"net/http"
	"os"
	"strings"

	"tidings/internal/served"
)

// notFound answers people with the page for that, in the language of the address
// if it has one, and programs with nothing but the status: readers of JSON or
// feeds would stumble over a page, and pictures cannot show one.
func (s *site) notFound(w http.ResponseWriter, r *http.Request, root *os.Root) {
	if forPrograms(r.URL.Path) {
		absent(w)
		return
	}
	top, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	for _, file := range []string{top + "/" + notFoundPage, notFoundPage} {
		if !public(file) {
			continue
		}
		found, err := stat(root, file)
		if err != nil {
			continue
		}
		if a, err := s.asset(root, found); err == nil && a.raw != nil {
			s.send(w, r, a, http.StatusNotFound)
			return
		}
	}
	if _, err := stat(root, indexPage); err != nil {
		s.nothing(w)
		return
	}
	w.Header().Set("Cache-Control", served.Caching(indexPage)[0])
	http.Error(w, "There is no such page.", http.StatusNotFound)
}

// forPrograms reports whether an address is one that no person types: below
// api/, or of a kind that programs of any origin read.
func forPrograms(address string) bool {
	return strings.HasPrefix(address, "/api/") || served.KindOf(address).Open
}

// absent answers a program, which may be a script of another origin.
func absent(w http.ResponseWriter) {
	h := w.Header()
	h["Access-Control-Allow-Origin"] = anyOrigin
	h["Cache-Control"] = served.Caching(indexPage)
	h["Content-Length"] = length(0)
	h["X-Content-Type-Options"] = nosniff
	w.WriteHeader(http.StatusNotFound)
}
