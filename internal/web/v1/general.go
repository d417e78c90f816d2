package v1

import (
	"net/http"

	"tidings/internal/status"
)

// cachetVersion is the version of Cachet whose API this is.
const cachetVersion = "2.4.1"

func (c *call) ping() (*answer, error) { return done("Pong!"), nil }

func (c *call) version() (*answer, error) {
	type release struct {
		Tag        string `json:"tag_name"`
		Prerelease bool   `json:"prelease"` // Cachet's own spelling
		Draft      bool   `json:"draft"`
	}
	type meta struct {
		OnLatest bool    `json:"on_latest"`
		Latest   release `json:"latest"`
	}
	return &answer{status: http.StatusOK, body: struct {
		Meta meta   `json:"meta"`
		Data string `json:"data"`
	}{meta{true, release{Tag: "v" + cachetVersion}}, cachetVersion}}, nil
}

// majorShare is the percentage of components with a major outage from which on
// the whole is in danger.
const majorShare = 50

// overall is Cachet's banner, over what the public sees.
func (c *call) overall() (*answer, error) {
	h, err := c.lookAround()
	if err != nil {
		return nil, err
	}
	majors, sick, n := 0, 0, 0
	for _, x := range h.components {
		if !x.public {
			continue
		}
		n++
		majors += bit(x.status == 4)
		sick += bit(x.status != 1)
	}
	type banner struct {
		Status  string `json:"status"`
		Message string `json:"message"`
	}
	some := "Some systems are experiencing "
	if n <= 1 {
		some = "The system is experiencing "
	}
	switch {
	case n > 0 && majors*100 >= majorShare*n:
		return done(banner{"danger", some + "major issues"}), nil
	case sick == 0 && !open(h.facts.Incidents):
		return done(banner{"success", map[bool]string{true: "System operational", false: "All systems are operational"}[n <= 1]}), nil
	}
	return done(banner{"info", some + "issues"}), nil
}

func open(incidents []*status.Incident) bool {
	for _, i := range incidents {
		if i.Open() {
			return true
		}
	}
	return false
}
