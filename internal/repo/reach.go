package repo

import (
	"tidings/internal/config"
	"tidings/schemas"
)

// checkReached refuses a rule that can never be the first to match, because an
// earlier one matches whatever it does.
func (p *page) checkReached(t *tree, rules []config.Rule) {
	for i, later := range rules {
		for j, earlier := range rules[:i] {
			if covers(earlier.Match, later.Match) {
				line := t.line + t.find([]string{"rules", itoa(j)}, false).Line
				t.fault(p, schemas.Pointer("rules", itoa(i)), false,
					"this rule is never reached: the one in line %d matches everything that it does, and the first match wins", line)
				break
			}
		}
	}
}

// covers reports whether every signal that the later labels match is matched by
// the earlier ones. "*" matches what is present, an empty value what is not.
func covers(earlier, later map[string]string) bool {
	for label, value := range earlier {
		if other, ok := later[label]; !ok || value != other && (value != "*" || other == "") {
			return false
		}
	}
	return true
}
