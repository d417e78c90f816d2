package status

import (
	"iter"
	"slices"
)

// Past cuts days before those of the bars as the bars are cut: `days` are what
// the archive holds from the day `from` to the day `to`, both included, in any
// order, and what lasts since then is added. Its only errors are those of days.
func (v *View) Past(days iter.Seq2[*Day, error], from, to Date) ([][]Bar, error) {
	first, err := from.number()
	last, err2 := to.number()
	if err != nil || err2 != nil || last < first {
		return make([][]Bar, len(v.Layout.Components)), nil
	}
	past, err := v.closed(days, from, to)
	if err != nil {
		return nil, err
	}
	window := newBarDays(from, int(last-first)+1, v.At, v.Zone)
	bars := make([][]Bar, len(past))
	for n := range past {
		if n < len(v.open) {
			past[n] = append(past[n], v.open[n]...)
		}
		bars[n] = window.cut(Date(v.Layout.Components[n].Since), sweep(past[n]), 8)
	}
	return bars, nil
}

// closed are the intervals of some days, by component.
func (v *View) closed(days iter.Seq2[*Day, error], from, to Date) ([][]stretch, error) {
	index := indexOf(v.Layout.Components)
	past := make([][]stretch, len(v.Layout.Components))
	for day, err := range days {
		if err != nil {
			return nil, err
		}
		if day.Date < from || day.Date > to {
			continue
		}
		for _, iv := range day.Intervals {
			if n, known := index[iv.Component]; known {
				past[n] = append(past[n], stretch{from: stampOf(iv.From), to: stampOf(iv.To), status: iv.Status, voice: voiceOf(iv.Cause), cause: iv.Cause})
			}
		}
	}
	return past, nil
}

// Lasting reports whether something that is in no day of the archive yet began
// before a day for the component at a place of the layout: what Past says of
// earlier days may then change although no day does.
func (v *View) Lasting(component int, day Date) bool {
	start := stampOf(day.Start(v.Zone))
	return component < len(v.open) && slices.ContainsFunc(v.open[component], func(s stretch) bool { return s.from < start })
}

// WholeFrom is the first day of the first month that lies wholly in bars that
// begin with a day.
func WholeFrom(first Date) Date {
	day, err := first.number()
	for err == nil && day.midnightUTC().Day() != 1 {
		day++
	}
	return day.date()
}
