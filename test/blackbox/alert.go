package blackbox

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// alert is what Alertmanager sends.
func alert(service, state string, began time.Time) string {
	ends := time.Time{}
	if state == "resolved" {
		ends = began.Add(30 * time.Second)
	}
	text, _ := json.Marshal(map[string]any{
		"version": "4", "groupKey": `{}:{alertname="Down"}`, "truncatedAlerts": 0, "status": state, "receiver": "tidings", "externalURL": "http://am:9093",
		"groupLabels": map[string]string{"alertname": "Down"}, "commonLabels": map[string]string{"service": service}, "commonAnnotations": map[string]string{},
		"alerts": []any{map[string]any{"status": state, "labels": map[string]string{"alertname": "Down", "service": service, "severity": "critical"},
			"annotations": map[string]string{"summary": "secret host db-1"}, "startsAt": began, "endsAt": ends, "generatorURL": "http://prom/graph", "fingerprint": service}},
	})
	return string(text)
}

// hears has the monitor say something, which must be kept.
func (v *visitor) hears(body string) {
	v.Helper()
	if answer := v.asks(http.StatusAccepted, http.MethodPost, "/hooks/monitor", body, "Authorization", "Bearer "+Secret, "Content-Type", "application/json"); !strings.Contains(answer, `"id"`) {
		v.Errorf("the webhook is answered %s", answer)
	}
}

// An alert turns everything public red, its end green, and the archive keeps it.
func anAlert(v *visitor) {
	began := time.Now().UTC().Truncate(time.Second)
	v.hears(alert("api", "firing", began))
	v.hears(alert("api", "firing", began)) // senders repeat themselves
	v.eventually("/", "API is down")
	v.eventually("/api/v2/summary.json", `"major_outage"`, "API is down")
	for path, text := range map[string]string{
		"/api/v2/status.json": `"indicator":"major"`, "/api/v2/components.json": `"major_outage"`, "/api/v2/incidents/unresolved.json": "API is down",
		"/history.rss": "API is down", "/history.atom": "API is down", "/history.json": "API is down", "/updates.rss": "We are looking into it.",
		"/updates.atom": "We are looking into it.", "/updates.json": "We are looking into it.", "/components/api": "API is down",
		"/components/api/history.atom": "API is down", "/status.txt": "API", "/badge.svg": "<svg", "/components/api/badge.svg": "<svg",
	} {
		v.eventually(path, text)
	}
	for path, kind := range map[string]string{"/api/v2/summary.json": "application/json", "/history.json": "application/feed+json", "/history.atom": "application/atom+xml",
		"/badge.svg": "image/svg+xml", "/status.txt": "text/plain", "/maintenance.ics": "text/calendar"} {
		v.isServed(path, map[string]string{"Content-Type": kind, "Access-Control-Allow-Origin": "*", "X-Content-Type-Options": "nosniff",
			"Cache-Control": "max-age=10, stale-while-revalidate=60, stale-if-error=86400"})
	}
	v.isServed("/", map[string]string{"Content-Type": "text/html", "Content-Security-Policy": "frame-ancestors 'self'", "X-Frame-Options": "SAMEORIGIN",
		"Referrer-Policy": "strict-origin-when-cross-origin", "Permissions-Policy": "camera=()", "Cache-Control": "stale-while-revalidate=60"})
	if strings.Contains(v.reads("/")+v.reads("/history.json"), "db-1") {
		v.Error("what the sender wrote is on the page")
	}
	v.eventually("/api/v2/incidents.json", "API is down")
	if all := v.reads("/api/v2/incidents.json"); strings.Count(all, `"name":"API is down"`) != 1 {
		v.Errorf("an alert that came twice is not one incident: %s", all)
	}
	v.hears(alert("web", "firing", began))
	v.eventually("/api/v2/components.json", `"partial_outage"`)
	v.hears(alert("web", "resolved", began))
	v.hears(alert("api", "resolved", began))
	v.eventually("/api/v2/status.json", `"none"`)
	v.never("/api/v2/incidents/unresolved.json", "API is down")
	v.eventually("/history/"+began.In(v.zone()).Format("2006-01"), "API is down")
	v.eventually("/history.atom", "It works again.", "An old one")
	v.says(map[string]string{"/incidents/old": "It is fast."})
}

// Who is not the monitor learns and changes nothing.
func strangers(v *visitor) {
	body := alert("api", "firing", time.Now())
	v.asks(http.StatusUnauthorized, http.MethodPost, "/hooks/monitor", body)
	v.asks(http.StatusUnauthorized, http.MethodPost, "/hooks/monitor", body, "Authorization", "Bearer guess")
	v.asks(http.StatusNotFound, http.MethodPost, "/hooks/nobody", body, "Authorization", "Bearer "+Secret)
	v.asks(http.StatusRequestEntityTooLarge, http.MethodPost, "/hooks/monitor", strings.Repeat("x", 1<<20+1), "Authorization", "Bearer "+Secret)
	v.asks(http.StatusUnsupportedMediaType, http.MethodPost, "/hooks/monitor", body, "Authorization", "Bearer "+Secret, "Content-Encoding", "gzip")
	v.asks(http.StatusNotFound, http.MethodGet, "/no/such/page", "")
	v.asks(http.StatusUnauthorized, http.MethodPost, "/api/v1/incidents", `{"name":"x"}`, "X-Cachet-Token", "guess", "Content-Type", "application/json")
	v.asks(http.StatusSeeOther, http.MethodGet, "/admin/account", "")
	v.asks(http.StatusGone, http.MethodGet, "/admin/link/guess.guess", "")
	v.hears("this is no JSON") // what the monitor says is kept, whatever it is
	v.hears(alert("web", "firing", time.Now()))
	v.eventually("/api/v2/components.json", `"partial_outage"`)
	if all := v.reads("/api/v2/incidents/unresolved.json"); strings.Contains(all, "API") {
		v.Errorf("a stranger has changed the page: %s", all)
	}
}
