package generator

import (
	"context"
	"fmt"

	"tidings/internal/status"
)

// monthsShown is how many calendar months a component's numbers go back, this
// one among them.
const monthsShown = 12

// monthly is a component's number of one calendar month.
type monthly struct {
	month string
	tally
}

// countMonths counts the last months of all components, newest first. Months
// that lie wholly in the bars are counted by them; of older ones the archive is
// read, unless an earlier build has left them. The first job that needs them does it.
func (b *builder) countMonths(ctx context.Context) error {
	b.counting.Do(func() { b.uncounted = b.countAllMonths(ctx) })
	return b.uncounted
}

func (b *builder) countAllMonths(ctx context.Context) error {
	b.months = make([][]monthly, len(b.view.Layout.Components))
	whole := status.WholeFrom(b.view.First)
	for n, first := 0, monthStart(b.today); n < monthsShown; n, first = n+1, monthStart(first.AddDays(-1)) {
		sums, err := b.countMonth(ctx, first, first >= whole)
		if err != nil {
			return err
		}
		for i, sum := range sums {
			b.months[i] = append(b.months[i], monthly{first.Month(), sum})
		}
	}
	return nil
}

// list notes of which components entries began in a month.
func (b *builder) list(ctx context.Context, month string, sums []tally) ([]tally, error) {
	kept := b.keptMonths()
	listed := kept.getListed(month)
	if len(listed) != len(sums) {
		index, err := b.in.Archive.Month(ctx, month)
		if err != nil {
			return nil, fmt.Errorf("month %s: %w", month, err)
		}
		listed = make([]bool, len(sums))
		for i, c := range b.view.Layout.Components {
			listed[i] = len(index.Components[c.ID]) > 0
		}
		kept.putListed(month, listed)
	}
	for i := range sums {
		sums[i].listed = listed[i]
	}
	return sums, nil
}

func monthStart(d status.Date) status.Date { return status.Date(d.Month() + "-01") }

// countMonth counts one month of all components.
func (b *builder) countMonth(ctx context.Context, first status.Date, inBars bool) ([]tally, error) {
	if inBars {
		return b.list(ctx, first.Month(), b.sumMonth(first, b.view.Bars))
	}
	_, last := ends(first.Month())
	kept := b.keptMonths()
	if sums := kept.get(first.Month()); len(sums) == len(b.view.Layout.Components) && !b.lasting(last) {
		return sums, nil
	}
	bars, err := b.view.Past(b.in.Archive.Days(ctx, first, last), first, last)
	if err != nil {
		return nil, fmt.Errorf("uptime of %s: %w", first.Month(), err)
	}
	sums, err := b.list(ctx, first.Month(), b.sumMonth(first, bars))
	if err != nil {
		return nil, err
	}
	if !b.lasting(last) {
		kept.put(first.Month(), sums)
	}
	return sums, nil
}

// sumMonth adds up the days of a month, today being the last one there is.
func (b *builder) sumMonth(first status.Date, bars [][]status.Bar) []tally {
	_, last := ends(first.Month())
	n := 1
	for d := first; d < min(last, b.today); d = d.AddDays(1) {
		n++
	}
	days := b.daysFrom(first, n)
	sums := make([]tally, len(b.view.Layout.Components))
	for i := range sums {
		var trouble []status.Bar
		if i < len(bars) {
			trouble = bars[i]
		}
		b.each(i, days, trouble, func(d countedDay, day *status.Bar, known bool) { b.add(&sums[i], i, d, day, known) })
	}
	return sums
}

// lasting reports whether something that still lasts began before a day was over.
func (b *builder) lasting(day status.Date) bool {
	for i := range b.view.Layout.Components {
		if b.view.Lasting(i, day.AddDays(1)) {
			return true
		}
	}
	return false
}
