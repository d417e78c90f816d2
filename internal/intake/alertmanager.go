package intake

import (
	"strings"
	"time"

	"tidings/internal/intake/strict"
	"tidings/internal/status"
)

// alertmanager reads Prometheus Alertmanager's webhook, version 4 and the
// older ones that lack some of its keys.
func alertmanager(d delivery) ([]status.Signal, error) {
	return d.alerts(func(_ strict.Value, kind status.Kind) status.Kind { return kind })
}

// alerts reads the list that Alertmanager and Grafana share. What each alert
// says of itself counts, since the status of the whole is firing while any of
// them is; the latter speaks for an alert that has none of its own. judge may know
// better what kind of signal an alert is.
func (d delivery) alerts(judge func(alert strict.Value, kind status.Kind) status.Kind) ([]status.Signal, error) {
	var signals []status.Signal
	understood, partial := false, truncated(d.body)
	for alert := range d.body.Get("alerts").Elements() {
		if partial = partial || len(signals) == maxAlerts; len(signals) == maxAlerts {
			break
		}
		kind := alertKind(alert, d.body)
		understood = understood || kind != status.Puzzle
		signals = append(signals, d.alert(alert, judge(alert, kind)))
	}
	if !understood {
		return nil, &Quarantine{"there is no list `alerts` with an alert in it that is firing or resolved; is the sender's own payload template in use?"}
	}
	for i := range signals {
		signals[i].Partial = partial
	}
	return signals, nil
}

// truncated reports whether the sender says that it left alerts out.
func truncated(body strict.Value) bool {
	n, _ := body.Get("truncatedAlerts").Scalar()
	return n != "" && n != "0"
}

// alertKind is what an alert says of itself, or else the whole of all of them.
// One that cannot be told from others is a puzzle whatever it says.
func alertKind(alert, whole strict.Value) status.Kind {
	if alertKey(alert) == "" {
		return status.Puzzle
	}
	said := alert.Get("status")
	if k := said.Kind(); k == strict.Missing || k == strict.Null {
		said = whole.Get("status")
	}
	word, _ := said.Text()
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "firing":
		return status.Firing
	case "resolved":
		return status.Cleared
	}
	return status.Puzzle
}

// alertKey is the fingerprint, which tells alerts apart even when all their
// labels are equal; senders before 2019 have only the labels.
func alertKey(alert strict.Value) string {
	if mark, _ := alert.Get("fingerprint").Scalar(); mark != "" {
		return mark
	}
	for range alert.Get("labels").Members() {
		return labelsKey(alert.Get("labels"))
	}
	return ""
}

func (d delivery) alert(alert strict.Value, kind status.Kind) status.Signal {
	labels, notes := labels(alert.Get("labels")), alert.Get("annotations")
	started, _ := moment(alert.Get("startsAt"))
	address, _ := alert.Get("generatorURL").Text()
	return d.signal(said{
		key: alertKey(alert), kind: kind, severity: first(labels["severity"], labels["priority"]),
		started: started, at: ended(alert, kind, started),
		title:  first(text(notes, "summary"), text(notes, "title"), labels["alertname"]),
		body:   first(text(notes, "description"), text(notes, "message")),
		labels: labels, link: address,
	})
}

// ended is when a resolved alert says it ended. An end before its start, which
// the year 1 of a few senders is too, says nothing.
func ended(alert strict.Value, kind status.Kind, started time.Time) time.Time {
	end, _ := moment(alert.Get("endsAt"))
	if kind != status.Cleared || end.Before(started) {
		return time.Time{}
	}
	return end
}

// text is a member that is a string, else empty.
func text(object strict.Value, key string) string {
	s, _ := object.Get(key).Text()
	return s
}

// first is the first of the texts that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
