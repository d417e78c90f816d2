package generator

import (
	"context"
	"fmt"
	"slices"

	"tidings/internal/status"
)

// everything makes the whole site. It runs over the archive once, newest day
// first, and forgets each tale as soon as its page is out.
func (b *builder) everything(ctx context.Context, emit func(File) error) error {
	plan, err := b.planLists(ctx, b.allComponents(), true)
	if err != nil {
		return err
	}
	err = run(ctx, newWorkers(), emit, func(ctx context.Context, put func(job)) error {
		b.currentJobs(plan, put)
		b.feedJobs(plan.recent, put)
		put(b.calendarJob(plan.recent))
		for i := range b.all {
			list := plan.ofComponent[b.all[i].ID]
			put(b.componentJob(i, list, true))
			put(b.componentFeedsJob(i, list))
		}
		b.metricJobs(b.allMetrics(), nil, put)
		put(b.scriptJob(zoneScript))
		b.freePageJobs(put)
		put(b.picturesJob())
		if b.in.Live {
			put(b.scriptJob(ageScript))
		}
		b.badgesJobs(put)
		b.subscribeJobs(put)
		b.uptimeJobs(put)
		put(b.sitemapPagesJob())
		return b.archiveJobs(ctx, put)
	})
	if err == nil {
		b.in.Memo.keep(b, plan)
	}
	return err
}

func (b *builder) allComponents() []string {
	ids := make([]string, 0, len(b.all))
	for _, c := range b.all {
		ids = append(ids, c.ID)
	}
	return ids
}

// currentJobs makes all that says what is now.
func (b *builder) currentJobs(p *lists, put func(job)) {
	b.homeJobs(p.read, put)
	b.lostJobs(put)
	b.documentJobs(p.recent, put)
}

// storiesAtOnce is how many pages a job makes, so that handing out jobs costs
// little beside them.
const storiesAtOnce = 16

// storiesJob makes the pages of entries, which are the last to tell their tales:
// unless a Memo is to keep them for the next build, they are forgotten.
func (b *builder) storiesJob(entries []status.Entry) job {
	return func(ctx context.Context, w *worker) error {
		for i := range entries {
			e := &entries[i].Ref
			if err := b.storyJob(e.About, e.ID, nil)(ctx, w); err != nil {
				return err
			}
			if b.in.Memo == nil {
				b.shelf.leave(e.About, e.ID)
			}
		}
		return nil
	}
}

// archiveJobs makes the pages of all entries and the lists by month.
func (b *builder) archiveJobs(ctx context.Context, put func(job)) error {
	months, err := b.in.Archive.Months(ctx)
	if err != nil {
		return fmt.Errorf("months: %w", err)
	}
	put(b.historyJob(months))
	put(b.sitemapIndexJob(months))
	for m, err := range byMonth(b.in.Archive.Days(ctx, "", "")) {
		if err != nil {
			return fmt.Errorf("days: %w", err)
		}
		for _, d := range m.days {
			for some := range slices.Chunk(d.Entries, storiesAtOnce) {
				put(b.storiesJob(some))
			}
		}
		b.monthJobs(m.name, m.counts(), m.days, put)
		b.archiveDocs(m.name, 0, oldestFirst(m.days), months, func(_ archiveDoc, j job) { put(j) })
	}
	return nil
}

// monthJobs makes the pages of a month given how many entries its days have,
// and the days themselves: all of them, or where the month is listed by days
// and others are as they were, those that changed.
func (b *builder) monthJobs(month string, counts map[status.Date]int, days []*status.Day, put func(job)) {
	if sum(counts) <= MaxList {
		put(b.sitemapMonthJob(month, days))
		put(b.monthListJob(month, days))
		return
	}
	put(b.sitemapDaysJob(month, counts))
	put(b.monthIndexJob(month, counts))
	for _, d := range days {
		b.dayJobs(d, put)
	}
}

func sum(counts map[status.Date]int) (total int) {
	for _, n := range counts {
		total += n
	}
	return total
}
