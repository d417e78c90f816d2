package web

import (
	"encoding/json"
	"net/http"
)

// problem is an answer of RFC 9457. Its words are for the person who set up
// the sender: they say what to mend and hold nothing of our inside.
type problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail,omitempty"`
}

func (p problem) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(p.Status)
	json.NewEncoder(w).Encode(p)
}

// Problem answers with a problem document of RFC 9457.
func Problem(w http.ResponseWriter, status int, detail string) {
	problem{Title: http.StatusText(status), Status: status, Detail: detail}.write(w)
}
