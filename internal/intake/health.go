package intake

import (
	"time"

	"tidings/internal/intake/strict"
	"tidings/internal/status"
)

// awsHealth reads the events by which AWS says how its own services are, as they
// come by EventBridge ("AWS Health events Amazon EventBridge schema"). Only what is
// broken counts: that work is planned, or that an account is written to, does not.
func awsHealth(d delivery) ([]status.Signal, error) {
	detail := d.body.Get("detail")
	key := first(text(detail, "eventArn"), text(detail, "communicationId"))
	if key == "" || text(d.body, "detail-type") != "AWS Health Event" {
		return nil, &Quarantine{"it is no AWS Health Event with the name of what it is about, `detail.eventArn`"}
	}
	s := said{key: key, kind: healthKind(detail), title: text(detail, "eventTypeCode"), labels: map[string]string{}}
	s.label("service", text(detail, "service"))
	s.label("region", first(text(detail, "eventRegion"), text(d.body, "region")))
	s.label("account", first(text(detail, "affectedAccount"), text(d.body, "account")))
	s.label("event", text(detail, "eventTypeCode"))
	s.label("category", text(detail, "eventTypeCategory"))
	for words := range detail.Get("eventDescription").Elements() {
		s.body = text(words, "latestDescription")
		break
	}
	s.started, _ = moment(detail.Get("startTime"), time.UTC)
	s.at = healthTime(d.body, detail, s.kind)
	return []status.Signal{d.signal(s)}, nil
}

func healthKind(detail strict.Value) status.Kind {
	category, state := text(detail, "eventTypeCategory"), text(detail, "statusCode")
	switch {
	case category != "issue" && category != "investigation":
		return status.Info
	case state == "open":
		return status.Firing
	case state == "closed":
		return status.Cleared
	case state == "upcoming":
		return status.Info
	}
	return status.Puzzle
}

// healthTime is when an event was so: an end is when AWS says that it ended.
func healthTime(event, detail strict.Value, kind status.Kind) (at instant) {
	if at, _ = moment(detail.Get("endTime"), time.UTC); kind == status.Cleared && !at.IsZero() {
		return at
	}
	if at, _ = moment(detail.Get("lastUpdatedTime"), time.UTC); !at.IsZero() {
		return at
	}
	at, _ = moment(event.Get("time"), time.UTC)
	return at
}
