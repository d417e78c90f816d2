package build

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"tidings/internal/content"
	"tidings/internal/lastbuild"
	"tidings/internal/order"
	"tidings/internal/status"
)

// catalog is what a whole build knows of the content: the lists, and where each
// text is.
type catalog struct {
	job      *job
	calendar *status.Calendar
	records  []lastbuild.Record
	where    map[name]int32    // record by name
	adopted  map[name]struct{} // recorded, and in no file
	open     openFacts
	later    []status.Ref // that have something to say after the build's moment
	problems []content.Problem
	recurs   []*fact // recurrences, which come after all that may stand in their place
}

type name struct{ about, id string }

// openFacts are the facts that are not over.
type openFacts struct {
	incidents   []*status.Incident
	maintenance []*status.Maintenance
}

func (o *openFacts) add(f *fact, j *job) bool {
	switch {
	case f.incident != nil && f.incident.Open():
		o.incidents = append(o.incidents, f.incident)
	case f.maintenance != nil && !f.maintenance.StateAt(j.AsOf).Ends():
		o.maintenance = append(o.maintenance, f.maintenance)
	default:
		return false
	}
	return true
}

func (o *openFacts) refs() []status.Ref {
	refs := []status.Ref{}
	for _, inc := range o.incidents {
		refs = append(refs, status.Ref{About: status.AboutIncident, ID: inc.ID, Started: inc.Started()})
	}
	for _, m := range o.maintenance {
		refs = append(refs, status.Ref{About: status.AboutMaintenance, ID: m.ID, Started: m.Starts})
	}
	order.By(refs, func(a, b status.Ref) int { return cmp.Or(cmp.Compare(a.About, b.About), cmp.Compare(a.ID, b.ID)) })
	return refs
}

// whole reads and checks everything before it writes anything.
func (j *job) whole(ctx context.Context) (Report, error) {
	c, err := j.catalog(ctx)
	if err != nil || len(c.problems) > 0 {
		return Report{Problems: c.problems}, err
	}
	archive := c.archive()
	view, err := c.view(ctx, archive)
	if err != nil {
		return Report{}, err
	}
	if j.Memory != nil {
		if err := j.Memory.Begin(); err != nil {
			return Report{}, fmt.Errorf("remembering the build: %w", err)
		}
	}
	saved := c.saveBeside()
	report, err := j.publish(ctx, view, archive, status.Scope{All: true})
	lists := <-saved
	if err != nil {
		return Report{}, err
	}
	return Report{Report: report}, c.remember(ctx, lists)
}

func (c *catalog) archive() status.Archive {
	files := &texts{reader: c.job.reader, at: c.job.AsOf, known: c.job.known, find: c.find, recorded: c.job.Recorded}
	if c.job.Recorded == nil {
		return c.calendar.With(files)
	}
	return c.calendar.With(both{files, c.job.Recorded, c.adopted})
}

func (c *catalog) view(ctx context.Context, archive status.Archive) (*status.View, error) {
	if c.job.Recorded == nil {
		f := c.job.facts(c.open)
		f.Days = archive.Days(ctx, status.BarsFrom(f.At, f.Zone), "")
		return status.Derive(f)
	}
	f, err := c.facts(ctx, c.job.Recorded)
	if err != nil {
		return nil, err
	}
	f.Days = archive.Days(ctx, status.BarsFrom(f.At, f.Zone), "")
	return status.Derive(f)
}

// facts are what is so at the build's moment, without the days of the bars.
func (j *job) facts(open openFacts) status.Facts {
	return status.Facts{
		Layout: j.config.Layout, Zone: j.config.Site.Zone, At: j.AsOf,
		Incidents: open.incidents, Maintenance: open.maintenance, Metrics: declared(j.config, nil),
	}
}

func (j *job) catalog(ctx context.Context) (*catalog, error) {
	c := &catalog{job: j, calendar: status.NewCalendar(j.config.Site.Zone), where: map[name]int32{}, adopted: map[name]struct{}{}}
	files, problems, err := j.files()
	if err != nil {
		return c, err
	}
	if j.Sized != nil {
		j.Sized(len(files))
	}
	c.records = make([]lastbuild.Record, 0, len(files))
	found, err := j.readFacts(ctx, files, c.take)
	c.problems = slices.Concat(problems, found, c.problems)
	err = errors.Join(err, c.unroll(ctx))
	content.Sort(c.problems)
	if err != nil || len(c.problems) > 0 || j.Recorded == nil {
		return c, err
	}
	return c, c.adopt(ctx, j.Recorded)
}

// take files one fact. Of two with one id the second is a problem.
func (c *catalog) take(f *fact) {
	ref := f.ref()
	if f.recurrence != nil {
		c.recurs = append(c.recurs, f)
		return
	}
	if other, twice := c.where[name{ref.About, ref.ID}]; twice {
		c.problems = append(c.problems, c.job.duplicate(f, c.records[other].Path))
		return
	}
	known, later := f.asOf(c.job.AsOf)
	c.record(f, known, later)
}

// record notes where a fact is, and what is known of it at the build's moment, if anything is.
func (c *catalog) record(f, known *fact, later bool) {
	ref := f.ref()
	rec := lastbuild.Record{Path: f.file.Path, Size: f.file.Size, ModTime: f.file.ModTime.UnixNano(), Ref: ref}
	if later {
		c.later = append(c.later, ref)
	}
	if known != nil {
		c.add(known, &rec)
	}
	c.where[name{ref.About, rec.Ref.ID}] = int32(len(c.records))
	c.records = append(c.records, rec)
}

// add puts a fact into the lists.
func (c *catalog) add(f *fact, rec *lastbuild.Record) {
	if f.incident != nil {
		c.calendar.AddIncident(f.incident)
	} else {
		c.calendar.AddMaintenance(f.maintenance, c.job.AsOf)
	}
	rec.Days = c.calendar.LastDays()
	if !c.open.add(f, c.job) {
		rec.Ref.ID = c.calendar.Own(rec.Ref.About, rec.Ref.ID)
	}
}

func (c *catalog) find(about, id string) (string, error) {
	n, ok := c.where[name{about, id}]
	if !ok {
		return "", status.ErrNotFound
	}
	return c.records[n].Path, nil
}
