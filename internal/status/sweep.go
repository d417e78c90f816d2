package status

import (
	"cmp"
	"slices"
	"time"
)

// stretch is a span as the sweep sees it: [from, to) in nanoseconds.
type stretch struct {
	from, to stamp
	status   Status
	voice    voice
	cause    string
}

// voice is who says a status. A person's word hides what monitors say and what
// is under maintenance; maintenance hides what monitors say.
type voice uint8

const (
	page voice = iota // an incident or a maintenance
	monitor
	person
	voices // how many there are
)

// run is a piece of the sweep's result: the worst status of [from, to).
type run struct {
	from, to stamp
	status   Status
}

type edge struct {
	at     stamp
	status Status
	voice  voice
	by     int
}

// sweep turns stretches that overlap into runs that do not, each with the
// worst status of its time, oldest first; what is operational is left out.
// What signals say during a maintenance or against a person's word does not
// count: the page did not say it either.
func sweep(stretches []stretch) []run {
	edges := make([]edge, 0, 2*len(stretches))
	for _, s := range stretches {
		if s.from < s.to && (s.status != Operational || s.voice == person) {
			edges = append(edges, edge{s.from, s.status, s.voice, 1}, edge{s.to, s.status, s.voice, -1})
		}
	}
	slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.at, b.at) })
	var open tally
	var runs []run
	for i, e := range edges {
		open.add(e)
		if i+1 < len(edges) && edges[i+1].at > e.at {
			runs = appendRun(runs, run{e.at, edges[i+1].at, open.worst()})
		}
	}
	return runs
}

func appendRun(runs []run, r run) []run {
	if r.status == Operational {
		return runs
	}
	if n := len(runs) - 1; n >= 0 && runs[n].to == r.from && runs[n].status == r.status {
		runs[n].to = r.to
		return runs
	}
	return append(runs, r)
}

// tally counts what is open at an instant.
type tally struct {
	open   [person + 1][len(statusNames)]int
	people int
}

func (t *tally) add(e edge) {
	t.open[e.voice][e.status] += e.by
	if e.voice == person {
		t.people += e.by
	}
}

func (t *tally) worst() Status {
	for s := MajorOutage; s > Operational; s-- {
		if t.open[person][s] > 0 || t.counts(page, s) || t.counts(monitor, s) {
			return s
		}
	}
	return Operational
}

func (t *tally) counts(v voice, s Status) bool {
	hidden := t.people > 0 && (v == monitor || s == UnderMaintenance)
	hidden = hidden || v == monitor && t.open[page][UnderMaintenance] > 0
	return t.open[v][s] > 0 && !hidden
}

// startOfCurrent is when the run that holds at a time began, or the zero time
// when none with that status does.
func startOfCurrent(runs []run, status Status, at stamp) time.Time {
	if n := len(runs) - 1; n >= 0 && runs[n].to > at && runs[n].status == status {
		return runs[n].from.time()
	}
	return time.Time{}
}

// endOfLast is when the last run ended, but not later than at.
func endOfLast(runs []run, at stamp) time.Time {
	if len(runs) == 0 {
		return time.Time{}
	}
	return min(runs[len(runs)-1].to, at).time()
}
