package monitors

import (
	"cmp"
	"errors"
	"time"

	"tidings/internal/access"
	"tidings/internal/config"
	"tidings/internal/order"
	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// alarmRow is a signal that fires, as the pages show it.
type alarmRow struct {
	Source, Key, Title, Link string
	Does, Class              string // what it does to which component
	Since, Told              string
	Waits                    string // when it counts, if that is still to come
	Doubt                    string // why its end may have got lost
}

// mostAlarms is how many signals one page shows.
const mostAlarms = 200

func (m *monitors) alarms(v *admin.Visit, s admin.Site, source string) (rows []alarmRow, more bool, err error) {
	all, more, err := s.Board.Alarms(v.Context(), source, mostAlarms)
	order.StablyBy(all, func(a, b status.Alarm) int { // the worst first, and of these the newest
		return cmp.Or(cmp.Compare(worth(&b), worth(&a)), b.Since.Compare(a.Since))
	})
	for i := range all {
		rows = append(rows, m.alarmRow(s, &all[i]))
	}
	return rows, more, err
}

// worth is how bad a signal is for the page.
func worth(a *status.Alarm) status.Status {
	if a.Effect == nil {
		return status.Operational
	}
	return a.Effect.Status
}

func (m *monitors) alarmRow(s admin.Site, a *status.Alarm) alarmRow {
	now := m.Now()
	row := alarmRow{Source: a.Source, Key: a.Key, Title: a.Title, Link: a.Link, Since: local(s, a.Since), Told: admin.Ago(now.Sub(a.Told)), Does: "no rule fits: it changes nothing", Class: "unknown"}
	if e := a.Effect; e != nil {
		row.Does, row.Class = componentName(s.Config, e.Component)+": "+admin.Word("status", e.Status.String()), e.Status.String()
	}
	if a.Counts.After(now) {
		row.Waits = local(s, a.Counts)
	}
	if stale := staleAfter(s.Config, a.Source); stale > 0 && now.Sub(a.Told) > stale {
		row.Doubt = "There has been no word of it for longer than " + span(stale) + ": is it still so?"
	}
	return row
}

func staleAfter(c *config.Config, source string) time.Duration {
	if src, ok := c.Source(source); ok {
		return src.Stale
	}
	return 0
}

// signalsData is what the page of signals is given.
type signalsData struct {
	Alarms   []alarmRow
	More     bool
	MayWrite bool
}

func (m *monitors) signals(v *admin.Visit) error {
	s, err := admin.Enter(m.House)
	if err != nil {
		return err
	}
	data := signalsData{MayWrite: access.Can(v.Who, access.WriteSite)}
	if data.Alarms, data.More, err = m.alarms(v, s, ""); err != nil {
		return err
	}
	return v.Show("signals", "Signals that fire", data)
}

// clear ends a signal because a person says so.
func (m *monitors) clear(v *admin.Visit) error {
	s, err := admin.Enter(m.House)
	if err != nil {
		return err
	}
	err = m.House.Do(func() error {
		_, err := s.Board.ClearSignal(v.Context(), v.Actor(), v.Field("source"), v.Field("signal"), m.Now())
		return err
	})
	if errors.Is(err, status.ErrNotFound) {
		return admin.Failure{Status: 409, Sentence: "This signal does not fire any more: somebody has ended it, or its monitor has."}
	}
	if err != nil {
		return admin.Plain(err)
	}
	return v.Go(signalsPath + "?told=signal-ended")
}
