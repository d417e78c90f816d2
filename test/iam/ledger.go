package iam

import (
	"maps"
	"slices"
	"sync"
)

// Ledger keeps which rights there are, and which were used. The zero value is empty;
// many may use it at once.
type Ledger struct {
	mu   sync.Mutex
	used map[string]bool // by role and right
}

// Has notes that a role has a right.
func (l *Ledger) Has(role string, r Right) { l.note(role, r, false) }

// Uses notes that a right of a role was used.
func (l *Ledger) Uses(role string, r Right) { l.note(role, r, true) }

func (l *Ledger) note(role string, r Right, used bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.used == nil {
		l.used = map[string]bool{}
	}
	key := role + ": " + r.String()
	l.used[key] = l.used[key] || used
}

// Unused are the rights, as "role: action on resource", that nobody has used and
// that have no reason to be there all the same; and the reasons that are none,
// because their right was used, or is not there.
func (l *Ledger) Unused(reasons map[string]string) (findings []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, right := range slices.Sorted(maps.Keys(l.used)) {
		if !l.used[right] && reasons[right] == "" {
			findings = append(findings, right+": nobody uses this right")
		}
	}
	for _, right := range slices.Sorted(maps.Keys(reasons)) {
		if used, there := l.used[right]; used || !there {
			findings = append(findings, right+": this reason is none, the right is used or not there")
		}
	}
	return findings
}
