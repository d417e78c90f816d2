package intake

import (
	"fmt"
	"net/http"
	"time"

	"tidings/internal/intake/strict"
	"tidings/internal/status"
)

// generic reads our own format; the package comment describes it.
func generic(d delivery) ([]status.Signal, error) {
	return d.generic(d.body, instant{})
}

// genericID is the id of a signed request, else what the sender names it by.
func genericID(h http.Header) string {
	return first(standardID(h), single(h, "Idempotency-Key"))
}

// Keyed reports whether the TransportID of a request is an Idempotency-Key, which
// stands for one body: another under it is another request, and a mistake of the
// client's (draft-ietf-httpapi-idempotency-key-header, section 2.6). The id of a
// message is not: who sends one again may word it anew.
func Keyed(kind string, h http.Header) bool {
	return kind == "generic" && standardID(h) == "" && TransportID(kind, h) != ""
}

// generic reads one signal, a list of them, or a list under the key signals.
// It is all or nothing. at stands in for times that the signals do not have.
func (d delivery) generic(v strict.Value, at instant) ([]status.Signal, error) {
	switch {
	case v.Kind() == strict.Array:
		return d.genericList(v, "", at)
	case v.Get("signals").Kind() == strict.Array:
		if err := onlyKey(v, "signals"); err != nil {
			return nil, err
		}
		return d.genericList(v.Get("signals"), "signals", at)
	}
	s, err := d.genericSignal(v, at)
	if err != nil {
		return nil, err
	}
	return []status.Signal{s}, nil
}

func onlyKey(object strict.Value, only string) error {
	for key := range object.Members() {
		if key != only {
			return &Quarantine{fmt.Sprintf("unknown key %s beside %q", strict.Quote(key), only)}
		}
	}
	return nil
}

func (d delivery) genericList(list strict.Value, name string, at instant) ([]status.Signal, error) {
	var signals []status.Signal
	for v := range list.Elements() {
		if len(signals) == maxAlerts {
			return nil, &Quarantine{fmt.Sprintf("more than %d signals in one request; send them in several", maxAlerts)}
		}
		s, err := d.genericSignal(v, at)
		if err != nil {
			return nil, &Quarantine{fmt.Sprintf("%s[%d]: %v", name, len(signals), err)}
		}
		signals = append(signals, s)
	}
	if len(signals) == 0 {
		return nil, &Quarantine{"the list of signals is empty"}
	}
	return signals, nil
}

func (d delivery) genericSignal(v strict.Value, at instant) (status.Signal, error) {
	if v.Kind() != strict.Object {
		return status.Signal{}, &Quarantine{"a signal is an object, not " + v.Kind().String()}
	}
	s := said{at: at}
	var word string
	for key, value := range v.Members() {
		if err := s.set(key, value, d.zone, &word); err != nil {
			return status.Signal{}, &Quarantine{err.Error()}
		}
	}
	if s.key == "" {
		return status.Signal{}, &Quarantine{`"key" is missing or empty; it tells this alert from others`}
	}
	kind, known := genericKind(word)
	switch {
	case unexpanded(s.key) || unexpanded(word):
		kind = status.Test
	case !known:
		return status.Signal{}, &Quarantine{fmt.Sprintf(`"status" is %s; use firing, resolved, refresh, ack, info or test`, strict.Quote(word))}
	}
	s.kind = kind
	if kind == status.Firing && s.severity == "" && severity(word) != "" {
		s.severity = word // some say how it is by how bad it is
	}
	s.keepSeverity()
	return d.signal(s), nil
}

// set takes one member of a signal. word is the member status.
func (s *said) set(key string, v strict.Value, zone *time.Location, word *string) (err error) {
	switch key {
	case "key":
		s.key, err = scalar(key, v)
	case "status":
		*word, err = str(key, v)
	case "severity":
		s.severity, err = scalar(key, v)
	case "started":
		err = setTime(&s.started, key, v, zone)
	case "at":
		err = setTime(&s.at, key, v, zone)
	case "title":
		s.title, err = str(key, v)
	case "body":
		s.body, err = str(key, v)
	case "link":
		s.link, err = str(key, v)
	case "labels":
		s.labels, err = genericLabels(v)
	default:
		return fmt.Errorf("unknown key %s; a signal has key, status, severity, started, at, title, body, labels and link", strict.Quote(key))
	}
	return err
}

// keepSeverity leaves a word that is none of ours to the rules, as a label.
func (s *said) keepSeverity() {
	if _, labelled := s.labels["severity"]; labelled || s.severity == "" || severity(s.severity) != "" {
		return
	}
	if s.labels == nil {
		s.labels = make(map[string]string)
	}
	s.labels["severity"] = line(s.severity)
}

// str is an optional string; null is as good as leaving it out.
func str(key string, v strict.Value) (string, error) {
	s, ok := v.Text()
	if !ok && v.Kind() != strict.Null {
		return "", fmt.Errorf("%q is %s, not a string", key, v.Kind())
	}
	return s, nil
}

// scalar is a string or a number.
func scalar(key string, v strict.Value) (string, error) {
	if v.Kind() == strict.Number {
		s, _ := v.Scalar()
		return s, nil
	}
	return str(key, v)
}

// setTime leaves the time as it is where the sender has none.
func setTime(t *instant, key string, v strict.Value, zone *time.Location) error {
	got, ok := moment(v, zone)
	if !ok {
		return fmt.Errorf("%q is no time; write it as 2026-11-22T10:04:00Z, or as unix seconds or milliseconds", key)
	}
	if !got.IsZero() {
		*t = got
	}
	return nil
}

func genericLabels(v strict.Value) (map[string]string, error) {
	if k := v.Kind(); k != strict.Object && k != strict.Null {
		return nil, fmt.Errorf(`"labels" is %s, not an object`, k)
	}
	for name, value := range v.Members() {
		if _, ok := value.Scalar(); !ok && value.Kind() != strict.Null {
			return nil, fmt.Errorf("the label %s is %s, not a string, number or boolean", strict.Quote(name), value.Kind())
		}
	}
	return labels(v), nil
}
