package repo

import (
	"maps"
	"slices"
	"strings"
	"time"

	"tidings/internal/status"
	"tidings/schemas"
)

// time reads a key's time; the zero time where the key is not there.
func (p *page) time(t *tree, key, value string) time.Time {
	if value == "" && t.find([]string{key}, true) == t.root {
		return time.Time{}
	}
	at, err := parseTime(value)
	if err != nil {
		t.fault(p, "/"+key, false, "%q is %q, which is not a time: %s", key, value, mendTime(value))
	}
	return at
}

// checkKnown refuses components that components.yaml does not have.
func (p *page) checkKnown(t *tree, components map[string]status.Status, known map[string]struct{}) {
	for _, id := range slices.Sorted(maps.Keys(components)) {
		if why := unknownThen(id, known); why != "" {
			t.fault(p, schemas.Pointer("components", id), true, "%s", why)
		}
	}
}

// unknownThen is unknownComponent for what may be about the past: it says how a
// component leaves components.yaml that is named there.
func unknownThen(id string, known map[string]struct{}) string {
	why := unknownComponent(id, known)
	if why == "" {
		return ""
	}
	return why + " (one that is no more stays in components.yaml, with \"retired: 2026-11-01\")"
}

// unknownComponent says what is wrong with a component's id; nothing is when
// known is nil.
func unknownComponent(id string, known map[string]struct{}) string {
	if _, ok := known[id]; ok || known == nil {
		return ""
	}
	why := "unknown component \"" + id + "\": "
	ids := slices.Sorted(maps.Keys(known))
	if near := schemas.Nearest(id, ids); near != "" {
		return why + "did you mean \"" + near + "\"?"
	}
	if len(ids) > 20 {
		return why + "components.yaml has no such id"
	}
	return why + "components.yaml has " + strings.Join(ids, ", ")
}
