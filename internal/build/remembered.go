package build

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"

	"tidings/internal/content"
	"tidings/internal/lastbuild"
	"tidings/internal/status"
)

// archive is the archive of the last build with the changes since: months are
// read when they are asked for.
type archive struct {
	*texts
	job    *job
	header *lastbuild.Header
	scope  status.Scope

	mu    sync.Mutex
	packs map[string]*status.Pack
	index map[string]*status.Month
	bars  map[string]*status.DigestPack
	put   map[name]lastbuild.Record // changed since

	changed []string // months whose lists changed
	later   []status.Ref
	gone    map[name]lastbuild.Record
	facts   openFacts
}

func remembered(j *job, h *lastbuild.Header) *archive {
	a := &archive{job: j, header: h, packs: map[string]*status.Pack{}, index: map[string]*status.Month{}, bars: map[string]*status.DigestPack{}, put: map[name]lastbuild.Record{}, gone: map[name]lastbuild.Record{}}
	a.texts = &texts{reader: j.reader, at: j.AsOf, known: j.known, find: a.find}
	return a
}

// change applies a difference to the lists, and notes what it touches.
func (a *archive) change(diff difference, facts []*fact) ([]content.Problem, error) {
	for _, rec := range diff.gone {
		a.gone[name{rec.Ref.About, rec.Ref.ID}] = rec
	}
	for _, f := range facts {
		if problems, err := a.admit(f); err != nil || len(problems) > 0 {
			return problems, err
		}
	}
	facts = a.known(facts)
	calendar := status.NewCalendar(a.job.config.Site.Zone)
	days := a.days(calendar, facts)
	months, err := a.open(calendar, days)
	if err != nil {
		return nil, err
	}
	for n, rec := range a.gone {
		a.touch(calendar, n, rec.Days)
		calendar.Forget(n.about, n.id, rec.Days)
	}
	for _, f := range facts {
		a.add(calendar, f)
	}
	return nil, a.save(calendar, months)
}

// known leaves out what nobody had said yet, and notes whose time is still to come.
func (a *archive) known(facts []*fact) (known []*fact) {
	for _, f := range facts {
		k, later := f.asOf(a.job.AsOf)
		if later {
			a.later = append(a.later, f.ref())
		}
		if k != nil {
			known = append(known, k)
		}
	}
	for _, ref := range a.header.Later {
		if _, gone := a.gone[name{ref.About, ref.ID}]; !gone {
			a.later = append(a.later, ref)
		}
	}
	return known
}

// admit refuses a second file with the same id.
func (a *archive) admit(f *fact) ([]content.Problem, error) {
	ref := f.ref()
	n := name{ref.About, ref.ID}
	other, twice := a.put[n]
	if !twice {
		rec, found, err := a.job.Memory.Record(ref.About, ref.ID)
		if err != nil {
			return nil, err
		}
		_, leaves := a.gone[n]
		other, twice = rec, found && !leaves
	}
	if twice {
		return []content.Problem{a.job.duplicate(f, other.Path)}, nil
	}
	a.put[n] = lastbuild.Record{Path: f.file.Path, Size: f.file.Size, ModTime: f.file.ModTime.UnixNano(), Ref: ref}
	return nil, nil
}

// days are all days whose lists the change touches.
func (a *archive) days(c *status.Calendar, facts []*fact) []status.Date {
	var days []status.Date
	for _, rec := range a.gone {
		days = append(days, rec.Days...)
	}
	for _, f := range facts {
		ref := f.ref()
		rec := a.put[name{ref.About, ref.ID}]
		if f.incident != nil {
			rec.Days = c.IncidentDays(f.incident)
		} else {
			rec.Days = c.MaintenanceDays(f.maintenance, a.job.AsOf)
		}
		a.put[name{ref.About, ref.ID}] = rec
		days = append(days, rec.Days...)
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// open loads the days and their months' indexes into a calendar.
func (a *archive) open(c *status.Calendar, days []status.Date) (months []string, err error) {
	for _, d := range days {
		if m := d.Month(); len(months) == 0 || months[len(months)-1] != m {
			months = append(months, m)
		}
	}
	for _, m := range months {
		p, err := a.pack(m)
		if err != nil {
			return nil, err
		}
		if err := p.Open(c, days); err != nil {
			return nil, err
		}
	}
	return months, nil
}

// add puts a fact into the lists.
func (a *archive) add(c *status.Calendar, f *fact) {
	ref := f.ref()
	if f.incident != nil {
		c.AddIncident(f.incident)
	} else {
		c.AddMaintenance(f.maintenance, a.job.AsOf)
	}
	n := name{ref.About, ref.ID}
	a.touch(c, n, a.put[n].Days)
}

// touch notes what an entry, as it stands in the calendar, touches.
func (a *archive) touch(c *status.Calendar, n name, days []status.Date) {
	a.scope.Current = true
	a.scope.Days = append(a.scope.Days, days...)
	if n.about == status.AboutIncident {
		a.scope.Incidents = append(a.scope.Incidents, n.id)
	} else {
		a.scope.Maintenance = append(a.scope.Maintenance, n.id)
	}
	if e, ok := c.Entry(n.about, n.id, days); ok {
		a.scope.Components = append(a.scope.Components, e.Components...)
	}
}

// save brings the changed months back and counts their entries.
func (a *archive) save(c *status.Calendar, months []string) error {
	for _, m := range months {
		p := a.packs[m]
		changed, err := p.Save(c)
		if err != nil {
			return err
		}
		if !changed {
			continue
		}
		a.changed = append(a.changed, m)
		if err := a.updateDigests(c, m); err != nil {
			return err
		}
		entries, err := p.Entries()
		if err != nil {
			return err
		}
		a.header.Count(m, entries, !p.Empty())
	}
	return nil
}

// publish puts the changed part of the site in place and remembers it.
func (a *archive) publish(ctx context.Context) (Report, error) {
	j := a.job
	a.tidyScope()
	if err := a.readOpen(ctx); err != nil {
		return Report{}, err
	}
	facts := j.facts(a.facts)
	facts.Digests = a.digests(status.BarsFrom(facts.At, facts.Zone))
	view, err := status.Derive(facts)
	if err != nil {
		return Report{}, err
	}
	if err := j.Memory.Begin(); err != nil {
		return Report{}, err
	}
	report, err := j.publish(ctx, view, a, a.scope)
	if err != nil {
		return Report{}, err
	}
	return Report{Report: report}, a.remember(ctx)
}

func (a *archive) tidyScope() {
	s := &a.scope
	s.Current = s.Current || s.Midnight
	for _, list := range []*[]string{&s.Incidents, &s.Maintenance, &s.Components} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	slices.Sort(s.Days)
	s.Days = slices.Compact(s.Days)
}

// readOpen reads what is not over: what was open and has not changed, and what changed.
func (a *archive) readOpen(ctx context.Context) error {
	refs := slices.DeleteFunc(slices.Clone(a.header.Open), func(r status.Ref) bool {
		_, gone := a.gone[name{r.About, r.ID}]
		return gone
	})
	for n, rec := range a.put {
		refs = append(refs, status.Ref{About: n.about, ID: n.id, Started: rec.Ref.Started})
	}
	for _, r := range refs {
		f := &fact{}
		var err error
		if r.About == status.AboutIncident {
			f.incident, err = a.Incident(ctx, r.ID)
		} else {
			f.maintenance, err = a.Maintenance(ctx, r.ID)
		}
		if errors.Is(err, status.ErrNotFound) {
			continue // not said yet
		}
		if err != nil {
			return err
		}
		a.facts.add(f, a.job)
	}
	return nil
}

func (a *archive) remember(ctx context.Context) error {
	m, h := a.job.Memory, a.job.header()
	put := make([]lastbuild.Record, 0, len(a.put))
	for _, rec := range a.put {
		put = append(put, rec)
	}
	var gone []status.Ref
	for n := range a.gone {
		if _, stays := a.put[n]; !stays {
			gone = append(gone, status.Ref{About: n.about, ID: n.id})
		}
	}
	if err := m.Save(put, gone); err != nil {
		return err
	}
	if err := a.saveMonths(); err != nil {
		return err
	}
	h.Packs, h.Months, h.Open, h.Later, h.Recurring = a.header.Packs, a.header.Months, a.facts.refs(), a.later, a.header.Recurring
	return a.job.finish(ctx, h)
}

// saveMonths remembers the months that changed.
func (a *archive) saveMonths() error {
	for _, month := range a.changed {
		if err := a.job.Memory.SavePack(a.packs[month]); err != nil {
			return err
		}
		if p := a.bars[month]; p != nil {
			if err := a.job.Memory.SaveDigests(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// find says where a text is.
func (a *archive) find(about, id string) (string, error) {
	n := name{about, id}
	if rec, ok := a.put[n]; ok {
		return rec.Path, nil
	}
	if _, ok := a.gone[n]; ok {
		return "", status.ErrNotFound
	}
	rec, ok, err := a.job.Memory.Record(about, id)
	if err != nil {
		return "", err
	}
	if !ok {
		return "", status.ErrNotFound
	}
	return rec.Path, nil
}

// pack gives a month, read once.
func (a *archive) pack(month string) (*status.Pack, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if p := a.packs[month]; p != nil {
		return p, nil
	}
	p := &status.Pack{Month: month}
	if slices.Contains(a.header.Packs, month) {
		var err error
		if p, err = a.job.Memory.Pack(month); err != nil {
			return nil, err
		}
	}
	a.packs[month] = p
	return p, nil
}

// Months lists the months that have entries, newest first.
func (a *archive) Months(context.Context) ([]status.MonthCount, error) {
	return slices.Clone(a.header.Months), nil
}

// Month is the index of a month, read once.
func (a *archive) Month(_ context.Context, month string) (*status.Month, error) {
	p, err := a.pack(month)
	if err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.index[month] == nil {
		if a.index[month], err = p.Index(); err != nil {
			return nil, err
		}
	}
	return a.index[month], nil
}

// Days runs over the days that have anything, newest first.
func (a *archive) Days(_ context.Context, from, to status.Date) iter.Seq2[*status.Day, error] {
	return func(yield func(*status.Day, error) bool) {
		for _, month := range slices.Backward(a.header.Packs) {
			if (to != "" && month > to.Month()) || (from != "" && month < from.Month()) {
				continue
			}
			p, err := a.pack(month)
			if err != nil {
				yield(nil, err)
				return
			}
			for day, err := range p.Days(from, to) {
				if !yield(day, err) {
					return
				}
			}
		}
	}
}

var _ status.Archive = (*archive)(nil)
