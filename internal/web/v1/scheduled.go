package v1

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"tidings/internal/status"
	"tidings/internal/store"
)

// An incident of status 0 is planned work: it is kept as a maintenance, which
// has a number among incidents as well, so that a client can read what it has
// written. Changes of it go to /schedules.

// scheduledKey holds the maintenance that a number of an incident stands for.
func scheduledKey(number int) store.Key {
	return store.Key{Part: "v1/scheduled", Sort: strconv.Itoa(number)}
}

// makeScheduled makes a maintenance of an incident of status 0.
func (c *call) makeScheduled(form incidentForm) (*answer, error) {
	f := c.fields()
	x := scheduleForm{
		name: form.name, message: form.message, notify: form.notify, lang: form.lang,
		components: slices.Sorted(maps.Keys(form.components)), hasComponents: true, starts: form.occurred,
	}
	if at := optional(f.moment("scheduled_at")); at != nil {
		x.starts = at
	}
	if x.completed = optional(f.moment("completed_at")); x.completed == nil {
		x.completed = optional(f.moment("ends_at"))
	}
	if x.starts == nil {
		f.wrong("The scheduled at field is required with the status 0: say when the work begins, or give the status 1.")
	}
	if form.visible != nil && !*form.visible {
		f.wrong("The visible must not be 0 with the status 0: planned work is public.")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	id, err := c.schedule(x)
	if err != nil {
		return nil, err
	}
	number, err := c.alias(id)
	if err != nil {
		return nil, err
	}
	s, err := c.scheduled(number)
	if err != nil {
		return nil, err
	}
	return c.incidentAnswer(s)
}

// alias gives a maintenance a number among incidents.
func (c *call) alias(id string) (int, error) {
	if err := c.site.Board.Enroll(c.ctx, status.AboutIncident, id); err != nil {
		return 0, err
	}
	numbers, err := c.site.Board.Numbers(c.ctx, status.AboutIncident, []string{id})
	if err != nil {
		return 0, err
	}
	k := scheduledKey(numbers[id].Own)
	err = c.api.Store.Update(c.ctx, []store.Key{k}, func(tx *store.Tx) error { return tx.Put(k, []byte(id)) })
	if err != nil {
		return 0, fmt.Errorf("keeping the number of planned work: %w", err)
	}
	return numbers[id].Own, nil
}

// scheduled is the planned work that a number of an incident stands for.
func (c *call) scheduled(number int) (story, error) {
	gone := notFound("There is no such incident.")
	k := scheduledKey(number)
	found, err := c.api.Store.Get(c.ctx, k)
	if err != nil {
		return story{}, err
	}
	it, there := found[k]
	if !there {
		return story{}, gone
	}
	works, err := c.works([]status.Row{{ID: string(it.Value)}})
	if err == nil && len(works) == 0 {
		err = gone
	}
	if err != nil {
		return story{}, err
	}
	return storyOf(works[0], number), nil
}

// storyOf shows a maintenance as an incident.
func storyOf(w work, number int) story {
	inc := &status.Incident{
		ID: w.ID, Title: w.Title, Components: map[string]status.Status{}, Updates: w.Updates[:1], Created: w.Created, Origin: w.Origin, Notify: w.Notify,
	}
	for _, id := range w.Components {
		inc.Components[id] = status.Operational
	}
	return story{Incident: inc, numbers: status.Numbers{Own: number}, work: &w}
}

// plannedItem is what an item says else of planned work.
func (c *call) plannedItem(item *incidentItem, w *work) {
	state := w.StateAt(c.at)
	item.Status = map[status.State]int{status.Scheduled: 0, status.InProgress: 2, status.Verifying: 3}[state]
	if state.Ends() {
		item.Status = 4
	}
	item.HumanStatus, item.Resolved = stateWords[item.Status], state.Ends()
	item.LatestStatus, item.LatestHuman, item.LatestIcon = item.Status, item.HumanStatus, stateIcons[item.Status]
	item.Occurred, item.Permalink = c.dated(w.Starts), c.site.URL+"/maintenance/"+w.ID
}

// changeable refuses to change planned work as an incident.
func (s story) changeable() error {
	if s.work == nil {
		return nil
	}
	return invalid(fmt.Sprintf("This is planned work: change it at %s/schedules/%d.", Prefix, s.work.numbers.Own))
}
