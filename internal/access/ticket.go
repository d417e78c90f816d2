package access

import (
	"encoding/base64"
	"fmt"
	"io"
	"strings"
)

// ticketBytes is the randomness of what opens something: sessions, second
// steps, links.
const ticketBytes = 32

// newTicket returns a text that names its owner and opens something, and the
// hash that is kept of it.
func (a *Accounts) newTicket(owner string) (text, kept string, err error) {
	raw := make([]byte, ticketBytes)
	if _, err := io.ReadFull(a.random, raw); err != nil {
		return "", "", fmt.Errorf("reading randomness: %w", err)
	}
	text = owner + "." + base64.RawURLEncoding.EncodeToString(raw)
	return text, hash(text), nil
}

// readTicket returns whose a text is and its hash. Looking a hash up tells an
// attacker who measures time nothing of the text.
func readTicket(text string) (owner, kept string, ok bool) {
	owner, random, _ := strings.Cut(text, ".")
	if owner == "" || len(owner) > 32 || len(random) != base64.RawURLEncoding.EncodedLen(ticketBytes) {
		return "", "", false
	}
	return owner, hash(text), true
}
