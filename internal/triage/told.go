package triage

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"tidings/internal/config"
	"tidings/internal/inbox"
	"tidings/internal/intake"
	"tidings/internal/status"
)

var errSourceGone = errors.New("its source is no longer configured: bring the source back and replay it")

// manyLabels are more than monitoring tools give an alert.
const manyLabels = 64

// told is what a delivery says, by the rules of its source. It does not fail:
// what is not understood is an error for the quarantine.
func (r Rules) told(d inbox.Delivery) ([]status.Told, []inbox.Outcome, error) {
	src, err := r.source(d)
	if err != nil {
		return nil, nil, err
	}
	signals, err := parse(src, d)
	if err != nil {
		return nil, nil, err
	}
	told := make([]status.Told, 0, len(signals))
	outcome := make([]inbox.Outcome, 0, len(signals))
	for _, s := range signals {
		t := r.one(src, s)
		if len(s.Labels) > manyLabels {
			t.Signal.Labels = intake.Asked(src.Rules, s.Labels)
		}
		told = append(told, t)
		outcome = append(outcome, result(t, src.TimeZone))
	}
	return told, outcome, nil
}

// source is whose delivery it is. One that nobody took in when it came may have
// been taken in since.
func (r Rules) source(d inbox.Delivery) (*config.Source, error) {
	if src, ok := r.Config.Source(d.Source); ok {
		return src, nil
	}
	if d.Source != inbox.Unclaimed {
		return nil, errSourceGone
	}
	caller := config.Caller(d.Header[inbox.CallerHeader])
	if src, ok := r.Config.Hearing(caller); ok {
		return src, nil
	}
	kind, name, _ := strings.Cut(string(caller), " ")
	return nil, fmt.Errorf("no source takes in the %s %s: name it under %ss in the auth (type iam) of a file in sources, and replay this delivery", kind, name, kind)
}

func parse(src *config.Source, d inbox.Delivery) ([]status.Signal, error) {
	return contained(func() ([]status.Signal, error) { return intake.Parse(src.Kind, src.ID, request(src, d)) })
}

// contained holds a surprise in one sender's body to that one delivery.
func contained(read func() ([]status.Signal, error)) (signals []status.Signal, err error) {
	defer func() {
		if p := recover(); p != nil {
			signals, err = nil, fmt.Errorf("reading it failed inside Tidings, at %s: please report this", panicLine())
		}
	}()
	return read()
}

// panicLine is the line that panicked: the first of the stack that is not the
// runtime's or this package's.
func panicLine() string {
	for line := range strings.Lines(string(debug.Stack())) {
		if strings.HasPrefix(line, "\t") && !strings.Contains(line, "/runtime/") && !strings.Contains(line, "internal/triage/") {
			at, _, _ := strings.Cut(strings.TrimSpace(line), " ")
			return at[strings.LastIndexByte(at, '/')+1:]
		}
	}
	return "an unknown place"
}

func request(src *config.Source, d inbox.Delivery) intake.Request {
	h := make(http.Header, len(d.Header))
	for name, value := range d.Header {
		h.Set(name, value)
	}
	return intake.Request{Header: h, Body: d.Body, Received: d.Received, Zone: zone(src)}
}

// zone is that of a source's times that name none. The content was checked for a name
// that is a zone's; a program without time zones takes UTC.
func zone(src *config.Source) *time.Location {
	z, err := time.LoadLocation(src.TimeZone)
	if err != nil {
		return time.UTC
	}
	return z
}

// one finds a signal's effect and the words of the incident that it may open.
func (r Rules) one(src *config.Source, s status.Signal) status.Told {
	effect, ok := intake.Match(src.Rules, s)
	if !ok || r.retired(effect.Component) {
		return status.Told{Signal: s}
	}
	return status.Told{Signal: s, Effect: effect, Opening: r.opening(effect)}
}

// opening is the template of an effect with its placeholders filled in. What
// the sender wrote never comes in: its text is not for the public.
func (r Rules) opening(e *status.Effect) *status.Opening {
	if e.Template == "" {
		return nil
	}
	t, ok := r.Config.Template(e.Template)
	if !ok {
		return nil
	}
	name := r.componentName(e.Component)
	o := &status.Opening{Title: expand(t.Title, name), Impact: t.Impact, Bodies: make(map[status.State]string, len(t.Bodies)), ComponentName: name}
	for state, body := range t.Bodies {
		o.Bodies[state] = expand(body, name)
	}
	return o
}

func expand(text, component string) string {
	return strings.ReplaceAll(text, "{{component}}", component)
}

// retired reports whether a component is no more: a rule that still names it changes
// nothing.
func (r Rules) retired(id string) bool {
	return slices.ContainsFunc(r.Config.Layout.Retired, func(c status.Component) bool { return c.ID == id })
}

func (r Rules) componentName(id string) string {
	for _, c := range r.Config.Layout.All() {
		if c.ID == id {
			return c.Name
		}
	}
	return id
}
