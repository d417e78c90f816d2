package v1

import (
	"slices"
	"strings"

	"tidings/internal/access"
)

// route is one address with one method.
type route struct {
	method string
	path   string // below Prefix, with {names}
	action access.Action
	scope  string // what a token with scopes needs, unless it only reads
	run    func(*call) (*answer, error)
}

// routes are all that there are. Where two paths fit, the first one is meant. It is a
// function, so that a program which only shares the package does not link them.
func routes() []route {
	return slices.Concat(
		[]route{
			{"GET", "/ping", access.Anything, "", (*call).ping},
			{"GET", "/version", access.Anything, "", (*call).version},
			{"GET", "/status", access.Anything, "", (*call).overall},
		},
		resource("/components/groups", scopeComponents, access.ManageSite, verbs{
			(*call).listGroups, (*call).showGroup, (*call).makeGroup, (*call).changeGroup, (*call).dropGroup,
		}),
		resource("/components", scopeComponents, access.WriteSite, verbs{
			(*call).listComponents, (*call).showComponent, (*call).makeComponent, (*call).changeComponent, (*call).dropComponent,
		}),
		[]route{
			{"GET", "/incidents/templates", access.Anything, "", (*call).listTemplates},
			{"GET", "/incidents/templates/{id}", access.Anything, "", (*call).showTemplate},
		},
		resource("/incidents", scopeIncidents, access.WriteSite, verbs{
			(*call).listIncidents, (*call).showIncident, (*call).makeIncident, (*call).changeIncident, (*call).dropIncident,
		}),
		resource("/incidents/{incident}/updates", scopeIncidents, access.WriteSite, verbs{
			(*call).listUpdates, (*call).showUpdate, (*call).makeUpdate, (*call).changeUpdate, (*call).dropUpdate,
		}),
		resource("/metrics", scopeMetrics, access.ManageSite, verbs{
			(*call).listMetrics, (*call).showMetric, (*call).makeMetric, (*call).changeMetric, (*call).dropMetric,
		}),
		[]route{
			{"GET", "/metrics/{metric}/points", access.Anything, "", (*call).listPoints},
			{"POST", "/metrics/{metric}/points", access.WriteSite, scopeMetrics, (*call).makePoint},
			{"PUT", "/metrics/{metric}/points/{id}", access.WriteSite, scopeMetrics, (*call).changePoint},
			{"DELETE", "/metrics/{metric}/points/{id}", access.WriteSite, scopeMetrics, (*call).dropPoint},
		},
		resource("/schedules", scopeSchedules, access.WriteSite, verbs{
			(*call).listSchedules, (*call).showSchedule, (*call).makeSchedule, (*call).changeSchedule, (*call).dropSchedule,
		}),
		[]route{
			{"GET", "/subscribers", access.ReadContacts, scopeSubscribers, (*call).listSubscribers},
			{"POST", "/subscribers", access.WriteContacts, scopeSubscribers, (*call).makeSubscriber},
			{"DELETE", "/subscribers/{id}", access.ManageContacts, scopeSubscribers, (*call).dropSubscriber},
			{"DELETE", "/subscriptions/{id}", access.ManageContacts, scopeSubscribers, (*call).dropSubscription},
			{"DELETE", "/subscription/{id}", access.ManageContacts, scopeSubscribers, (*call).dropSubscription}, // as a client calls it
		},
	)
}

// verbs are what can be done with a resource: list, show, make, change, drop.
// One that is nil cannot.
type verbs [5]func(*call) (*answer, error)

// resource is the routes of a resource. Writes need the action, and deleting
// needs to manage.
func resource(path, scope string, write access.Action, v verbs) []route {
	all := []route{
		{"GET", path, access.Anything, "", v[0]},
		{"GET", path + "/{id}", access.Anything, "", v[1]},
		{"POST", path, write, scope, v[2]},
		{"PUT", path + "/{id}", write, scope, v[3]},
		{"DELETE", path + "/{id}", access.ManageSite, scope, v[4]},
	}
	return slices.DeleteFunc(all, func(r route) bool { return r.run == nil })
}

// match is a route whose path an address fits, and what its names stand for.
type match struct {
	route *route
	path  map[string]string
}

// findRoutes are the routes of one address, one for each method.
func (a *API) findRoutes(address string) (found []match) {
	steps := strings.Split(strings.Trim(address, "/"), "/")
	first := ""
	for i := range a.routes {
		names, fits := fit(a.routes[i].path, steps)
		if !fits || first != "" && a.routes[i].path != first {
			continue
		}
		first = a.routes[i].path
		found = append(found, match{&a.routes[i], names})
	}
	return found
}

func fit(pattern string, steps []string) (map[string]string, bool) {
	parts := strings.Split(pattern[1:], "/")
	if len(parts) != len(steps) {
		return nil, false
	}
	names := map[string]string{}
	for i, part := range parts {
		switch {
		case part[0] == '{' && steps[i] != "":
			names[part[1:len(part)-1]] = steps[i]
		case part != steps[i]:
			return nil, false
		}
	}
	return names, true
}

func allowed(found []match) string {
	methods := []string{}
	for _, m := range found {
		methods = append(methods, m.route.method)
	}
	return strings.Join(methods, ", ")
}
