package outlet

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"tidings/internal/status"
)

// webhookBody is the envelope of the Standard Webhooks specification
// (standardwebhooks.com): schemas/hooks/outgoing.schema.json.
type webhookBody struct {
	Type      string      `json:"type"` // incident.opened, incident.updated, incident.closed, maintenance.…, test
	Timestamp time.Time   `json:"timestamp"`
	Data      webhookData `json:"data"`
}

type webhookData struct {
	Page        webhookPage         `json:"page"`
	Incident    *webhookSubject     `json:"incident,omitempty"`
	Maintenance *webhookSubject     `json:"maintenance,omitempty"`
	Update      *webhookUpdate      `json:"update,omitempty"`
	Components  []webhookComponents `json:"components"`
}

type webhookPage struct {
	Name   string        `json:"name"`
	URL    string        `json:"url"`
	Status status.Status `json:"status"`
}

type webhookSubject struct {
	ID     string       `json:"id"`
	URL    string       `json:"url"`
	Title  string       `json:"title"`
	State  status.State `json:"state"`
	Impact string       `json:"impact,omitempty"`
	Starts time.Time    `json:"starts,omitzero"`
	Ends   time.Time    `json:"ends,omitzero"`
}

type webhookUpdate struct {
	ID    string       `json:"id"`
	At    time.Time    `json:"at"`
	State status.State `json:"state"`
	Body  string       `json:"body"` // Markdown
}

type webhookComponents struct {
	ID     string        `json:"id"`
	Name   string        `json:"name"`
	Status status.Status `json:"status"`
}

func webhook(b *Bulletin, address string) (message, error) {
	about := "incident"
	w := webhookBody{Timestamp: b.At.UTC(), Data: webhookData{Page: webhookPage{b.Site, b.SiteURL, b.Verdict}, Components: []webhookComponents{}}}
	if m := b.Maintenance; m != nil {
		about = "maintenance"
		w.Data.Maintenance = &webhookSubject{ID: m.ID, URL: b.URL, Title: b.Title, State: m.StateAt(b.At), Starts: m.Starts.UTC(), Ends: m.Ends.UTC()}
	} else if i := b.Incident; i != nil {
		w.Data.Incident = &webhookSubject{ID: i.ID, URL: b.URL, Title: b.Title, State: i.State(), Impact: i.Impact.String()}
	}
	if u := b.Update; u != nil {
		w.Data.Update = &webhookUpdate{u.ID, u.At.UTC(), u.State, u.Body}
	}
	for _, a := range b.Affected {
		w.Data.Components = append(w.Data.Components, webhookComponents{a.ID, a.Name, a.Status})
	}
	w.Type = about + "." + map[string]string{"opens": "opened", "goes": "updated", "closes": "closed"}[string(b.Kind)]
	if b.Incident == nil && b.Maintenance == nil {
		w.Type = "test"
	}
	body, err := json.Marshal(w)
	return message{address, body}, err
}

// signatures are the headers by which the other side knows that a message is
// ours, with one signature for each secret that is good now.
func signatures(id string, at time.Time, body []byte, secrets []string) map[string]string {
	stamp := strconv.FormatInt(at.Unix(), 10)
	signed := make([]string, 0, len(secrets))
	for _, s := range secrets {
		m := hmac.New(sha256.New, signingKey(s))
		m.Write([]byte(id + "." + stamp + "."))
		m.Write(body)
		signed = append(signed, "v1,"+base64.StdEncoding.EncodeToString(m.Sum(nil)))
	}
	h := map[string]string{"webhook-id": id, "webhook-timestamp": stamp}
	if len(signed) > 0 {
		h["webhook-signature"] = strings.Join(signed, " ")
	}
	return h
}

// signingKey is a secret as the specification writes it: base64, with "whsec_"
// before it or not. Any other text is its own bytes.
func signingKey(secret string) []byte {
	if key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_")); err == nil {
		return key
	}
	return []byte(secret)
}
