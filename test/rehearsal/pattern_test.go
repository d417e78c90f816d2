package rehearsal

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
)

var errPattern = errors.New("a pattern says what is not known here")

// matches reports whether a pattern of EventBridge speaks of an event.
func (s *stack) matches(pattern any, event []byte) bool {
	s.t.Helper()
	var is any
	s.must(json.Unmarshal(event, &is))
	text, err := json.Marshal(pattern)
	s.must(err)
	var want map[string]any
	s.must(json.Unmarshal(text, &want))
	yes, err := fitsPattern(want, is)
	s.must(err)
	return yes
}

func fitsPattern(want map[string]any, is any) (bool, error) {
	have, _ := is.(map[string]any)
	for key, w := range want {
		var yes bool
		var err error
		switch w := w.(type) {
		case map[string]any:
			yes, err = fitsPattern(w, have[key])
		case []any:
			yes, err = anyFits(w, have[key])
		default:
			err = errPattern
		}
		if err != nil || !yes {
			return false, err
		}
	}
	return true, nil
}

// anyFits reports whether one of several values or tests speaks of a value.
func anyFits(want []any, is any) (bool, error) {
	for _, w := range want {
		test, ok := w.(map[string]any)
		yes, err := w == is && !ok, error(nil)
		if ok {
			yes, err = fitsTest(test, is)
		}
		if yes || err != nil {
			return yes, err
		}
	}
	return false, nil
}

// fitsTest decides a test of a word, which has one operator.
func fitsTest(test map[string]any, is any) (bool, error) {
	word, isWord := is.(string)
	for operator, of := range test {
		switch of := of.(type) {
		case string:
			if operator == "prefix" && len(test) == 1 {
				return isWord && strings.HasPrefix(word, of), nil
			}
			if operator == "wildcard" && len(test) == 1 {
				pattern := strings.ReplaceAll(regexp.QuoteMeta(of), `\*`, ".*")
				return isWord && regexp.MustCompile("^"+pattern+"$").MatchString(word), nil
			}
		case []any:
			if operator == "anything-but" && len(test) == 1 {
				return isWord && !slices.Contains(of, is), nil
			}
		}
	}
	return false, errPattern
}
