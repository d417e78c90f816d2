package generator

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"tidings/internal/status"
)

// touched makes what a scope touches: first what people wait for, then all else.
func (b *builder) touched(ctx context.Context, scope status.Scope, emit func(File) error) ([]string, error) {
	gone, workers := &goneList{}, b.in.Memo.staff()
	b.wantTouched(scope)
	plan, err := b.touchedFirst(ctx, workers, scope, gone, emit)
	if err == nil && b.in.HomeMade != nil {
		err = b.in.HomeMade()
	}
	if err != nil {
		return nil, err
	}
	err = run(ctx, workers, emit, func(ctx context.Context, put func(job)) error {
		if err := b.touchedPages(ctx, scope, plan, gone, put); err != nil {
			return err
		}
		b.touchedNow(scope, plan, put)
		return nil
	})
	if err != nil {
		return nil, err
	}
	b.in.Memo.keep(b, plan)
	return gone.sorted(), nil
}

// touchedFirst makes the home pages, and of the pages that they lead to those
// that may be new. The others are there, and follow within milliseconds.
func (b *builder) touchedFirst(ctx context.Context, workers []*worker, scope status.Scope, gone *goneList, emit func(File) error) (plan *lists, err error) {
	err = run(ctx, workers, emit, func(ctx context.Context, put func(job)) error {
		newest := sync.OnceValues(func() (*lists, error) { return b.planRecent(ctx) })
		if scope.Current || archived(scope) || scope.Midnight || scope.Mail || b.anyOnHome(scope.Metrics) {
			b.homeJobs(newest, put)
		}
		for _, id := range unique(scope.Incidents) {
			put(b.storyJob(status.AboutIncident, id, gone))
		}
		for _, id := range unique(scope.Maintenance) {
			put(b.storyJob(status.AboutMaintenance, id, gone))
		}
		b.touchedMetrics(scope, gone, put)
		plan, err = newest()
		return err
	})
	return plan, err
}

// touchedPages makes the other files that are no entry points.
func (b *builder) touchedPages(ctx context.Context, scope status.Scope, plan *lists, gone *goneList, put func(job)) error {
	components, again := b.knownComponents(scope), archived(scope) || scope.Midnight
	if err := b.planComponents(ctx, plan, components, again); err != nil {
		return err
	}
	for _, id := range components {
		put(b.componentJob(b.order[id], plan.ofComponent[id], again))
		if again {
			put(b.componentFeedsJob(b.order[id], plan.ofComponent[id]))
		}
	}
	if scope.Midnight || len(components) > 0 {
		b.uptimeJobs(put)
	}
	if scope.Mail {
		b.subscribeJobs(put)
	}
	return b.touchedMonths(ctx, scope, gone, put)
}

// archived reports whether a scope touches entries. What lists them alone, as
// feeds and the calendar do, no status of a component changes.
func archived(scope status.Scope) bool {
	return len(scope.Incidents)+len(scope.Maintenance)+len(scope.Days) > 0
}

// touchedNow makes the other documents that say what is now, and those that
// list the newest entries.
func (b *builder) touchedNow(scope status.Scope, plan *lists, put func(job)) {
	if archived(scope) {
		b.feedJobs(plan.recent, put)
		put(b.calendarJob(plan.recent))
	}
	if scope.Current || archived(scope) {
		b.lostJobs(put)
	}
	if scope.Current || archived(scope) || scope.Midnight { // since when is known only as far back as the bars go
		b.documentJobs(plan.recent, put)
	}
}

// touchedMetrics makes the files of metrics. When a day has passed, one may
// have become silent.
func (b *builder) touchedMetrics(scope status.Scope, gone *goneList, put func(job)) {
	ids := scope.Metrics
	if scope.Midnight {
		ids = slices.Concat(ids, b.allMetrics())
	}
	b.metricJobs(ids, gone, put)
	if scope.Current && len(scope.Metrics) > 0 { // more than points: there may be another metric, or one less
		put(b.sitemapPagesJob())
	}
}

// wantTouched shelves what gets a page of its own: it stands in lists too.
func (b *builder) wantTouched(scope status.Scope) {
	for _, id := range scope.Incidents {
		b.shelf.want(status.AboutIncident, id)
	}
	for _, id := range scope.Maintenance {
		b.shelf.want(status.AboutMaintenance, id)
	}
}

// knownComponents are the scope's components that the layout has: all of them
// when a day has passed.
func (b *builder) knownComponents(scope status.Scope) (ids []string) {
	if scope.Midnight {
		return b.allComponents()
	}
	for _, id := range unique(slices.Concat(scope.Components, b.measuredComponents(scope.Metrics))) {
		if _, ok := b.order[id]; ok {
			ids = append(ids, id)
		}
	}
	return ids
}

func unique[T ~string](list []T) []T {
	return slices.Compact(slices.Sorted(slices.Values(list)))
}

// touchedMonths makes the lists of the months that the days are in.
func (b *builder) touchedMonths(ctx context.Context, scope status.Scope, gone *goneList, put func(job)) error {
	if len(scope.Days) == 0 {
		return nil
	}
	months, err := b.in.Archive.Months(ctx)
	if err != nil {
		return fmt.Errorf("months: %w", err)
	}
	put(b.historyJob(months))
	put(b.sitemapIndexJob(months))
	byMonth := map[string][]status.Date{}
	for _, d := range unique(scope.Days) {
		if len(d) != len(time.DateOnly) {
			return fmt.Errorf("the scope names the day %q, which is none", d)
		}
		byMonth[d.Month()] = append(byMonth[d.Month()], d)
	}
	made := map[archiveDoc]struct{}{}
	once := func(d archiveDoc, j job) {
		if _, twice := made[d]; !twice {
			made[d] = struct{}{}
			put(j)
		}
	}
	for _, month := range slices.Sorted(maps.Keys(byMonth)) {
		t := touchedDays{month: month, dates: byMonth[month], gone: len(scope.Incidents) + len(scope.Maintenance)}
		if err := b.touchedMonth(ctx, &t, gone, put); err != nil {
			return err
		}
		if err := b.touchedArchive(ctx, t, months, once); err != nil {
			return err
		}
		b.leaveArchive(&t, gone)
	}
	return nil
}

// touchedMonth makes the lists of a month some of whose days have changed. Of a
// month that is listed by days it reads no more than those days.
func (b *builder) touchedMonth(ctx context.Context, t *touchedDays, gone *goneList, put func(job)) error {
	month, touched := t.month, t.dates
	index, err := b.in.Archive.Month(ctx, month)
	if err != nil {
		return fmt.Errorf("month %s: %w", month, err)
	}
	total, fresh := 0, 0
	for date, n := range index.Counts {
		total += n
		if slices.Contains(touched, date) {
			fresh += n
		}
	}
	t.counts, t.fresh = index.Counts, fresh
	b.leaveDays(t, total, gone)
	// Had all that stands in the touched days come just now, would the month
	// have been short before? Then its other days may have no pages yet.
	first, last := ends(month)
	if total-fresh > MaxList {
		first, last = touched[0], touched[len(touched)-1]
	}
	days, err := b.daysBetween(ctx, first, last)
	if err != nil {
		return err
	}
	for _, date := range touched {
		if index.Counts[date]+t.gone > MaxList { // else it never had any
			b.leaveHours(date, days, total, gone)
		}
	}
	if total > 0 {
		b.monthJobs(month, index.Counts, days, put)
	}
	return nil
}

// ends are the first and the last day of a month.
func ends(month string) (first, last status.Date) {
	first = status.Date(month + "-01")
	for last = first.AddDays(27); last.AddDays(1).Month() == month; {
		last = last.AddDays(1)
	}
	return first, last
}

// daysBetween are the days that have entries, newest first.
func (b *builder) daysBetween(ctx context.Context, from, to status.Date) (days []*status.Day, err error) {
	for day, err := range b.in.Archive.Days(ctx, from, to) {
		if err != nil {
			return nil, fmt.Errorf("days from %s to %s: %w", from, to, err)
		}
		if len(day.Entries) > 0 {
			days = append(days, day)
		}
	}
	return days, nil
}

// leaveDays lists the paths of a month and its days that its entries no longer
// ask for. Each costs a look at the manifest, so what cannot have been there is
// left out: days have pages only in a month that had over MaxList entries.
func (b *builder) leaveDays(t *touchedDays, total int, gone *goneList) {
	if total == 0 {
		b.forEach(monthPath(t.month)+".html", gone.add)
		gone.add("sitemap/" + t.month + ".xml")
	}
	if total > MaxList {
		for _, date := range t.dates {
			if t.counts[date] == 0 {
				b.forEach(dayPath(date)+".html", gone.add)
			}
		}
		return
	}
	first, last := ends(t.month)
	for date := first; date <= last && total+t.gone > MaxList; date = date.AddDays(1) {
		b.forEach(dayPath(date)+".html", gone.add)
	}
}

// leaveArchive lists the documents of a month's archived feed that it no longer
// has.
func (b *builder) leaveArchive(t *touchedDays, gone *goneList) {
	total := sum(t.counts)
	for part := partsOf(total) + 1; part <= partsOf(total+t.gone); part++ {
		b.forEach(archiveDoc{t.month, part}.path()+archiveEnding, gone.add)
	}
}

// leaveHours lists the paths of a day's hours that it no longer asks for. Only
// a touched day can have had some that it no longer has.
func (b *builder) leaveHours(date status.Date, days []*status.Day, total int, gone *goneList) {
	var hours [24][]status.Entry
	for _, day := range days {
		if day.Date == date && total > MaxList && len(day.Entries) > MaxList {
			hours = b.hours(day)
		}
	}
	for hour, entries := range hours {
		if len(entries) == 0 {
			b.forEach(hourPath(date, hour)+".html", gone.add)
		}
	}
}
