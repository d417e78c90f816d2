package intake

import (
	"strings"

	"tidings/internal/intake/strict"
	"tidings/internal/status"
)

// alertmanager reads Prometheus Alertmanager's webhook, version 4 and the
// older ones that lack some of its keys, and the bare list of alerts that its own
// interface takes and gives (POST and GET /api/v2/alerts). Grafana's alerts, which may
// come by way of Alertmanager, mean what they mean without it.
func alertmanager(d delivery) ([]status.Signal, error) {
	ofGrafana := d.body.Get("orgId").Kind() != strict.Missing
	return d.alerts(func(alert strict.Value, kind status.Kind) status.Kind {
		if ofGrafana || text(alert.Get("labels"), "grafana_folder") != "" {
			return grafanaKind(alert, kind)
		}
		return kind
	})
}

// alerts reads the list that Alertmanager and Grafana share. What each alert
// says of itself counts, since the status of the whole is firing while any of
// them is; the latter speaks for an alert that has none of its own. judge may know
// better what kind of signal an alert is.
func (d delivery) alerts(judge func(alert strict.Value, kind status.Kind) status.Kind) ([]status.Signal, error) {
	list := d.body
	if list.Kind() != strict.Array {
		list = list.Get("alerts")
	}
	var signals []status.Signal
	understood, partial := false, truncated(d.body)
	for alert := range list.Elements() {
		if partial = partial || len(signals) == maxAlerts; len(signals) == maxAlerts {
			break
		}
		kind := d.alertKind(alert)
		understood = understood || kind != status.Puzzle
		signals = append(signals, d.alert(alert, judge(alert, kind)))
	}
	if !understood {
		return nil, &Quarantine{"there is no list `alerts` with an alert in it that is firing or resolved: have the sender use its own payload template"}
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
func (d delivery) alertKind(alert strict.Value) status.Kind {
	said, whole := alert.Get("status"), d.body
	switch {
	case alertKey(alert) == "":
		return status.Puzzle
	case whole.Kind() == strict.Array && said.Null(), text(said, "state") == "active":
		return d.kindByEnd(alert)
	case said.Null() && !whole.Get("status").Null():
		said = whole.Get("status")
	case said.Null():
		said = whole.Get("state") // of Grafana's
	}
	word, _ := said.Text()
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "firing", "alerting":
		return status.Firing
	case "resolved", "ok":
		return status.Cleared
	}
	return status.Puzzle
}

// kindByEnd is what Alertmanager's interface takes an alert for: one is over when its
// end has passed, and what still fires has none, or one to come.
func (d delivery) kindByEnd(alert strict.Value) status.Kind {
	if end, _ := moment(alert.Get("endsAt"), d.zone); end.IsZero() || end.After(d.received) {
		return status.Firing
	}
	return status.Cleared
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
	started, _ := moment(alert.Get("startsAt"), d.zone)
	address, _ := alert.Get("generatorURL").Text()
	return d.signal(said{
		key: alertKey(alert), kind: kind, severity: severityLabel(labels),
		started: started, at: d.ended(alert, kind, started),
		title:  first(text(notes, "summary"), text(notes, "title"), labels["alertname"]),
		body:   first(text(notes, "description"), text(notes, "message")),
		labels: labels, link: address,
	})
}

// ended is when a resolved alert says it ended. An end before its start, which
// the year 1 of a few senders is too, says nothing.
func (d delivery) ended(alert strict.Value, kind status.Kind, started instant) instant {
	end, _ := moment(alert.Get("endsAt"), d.zone)
	if kind != status.Cleared || end.Before(started.Time) {
		return instant{}
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
