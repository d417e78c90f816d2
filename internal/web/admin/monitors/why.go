package monitors

import (
	"errors"
	"net/url"
	"time"

	"tidings/internal/status"
	"tidings/internal/web/admin"
)

// whyData is what the page that explains a component is given.
type whyData struct {
	ID, Name, Status, Class string
	Since, When, Zone, At   string // At: as the form has it
	Causes                  []causeRow
}

type causeRow struct {
	Text, Href, Status, Since string
}

func (m *monitors) why(v *admin.Visit) error {
	s, err := admin.Enter(m.House)
	if err != nil {
		return err
	}
	now := m.Now().Add(time.Second - 1).Truncate(time.Second)
	at, text := now, v.URL.Query().Get("at")
	if text != "" {
		if at, err = admin.LocalTime(text, s.Config.Site.Zone); err != nil {
			return admin.Wrong("Write the time as 2026-11-22T10:04, in the time zone %s.", s.Config.Site.Zone)
		}
	}
	made, err := s.Board.Made(v.Context())
	if err != nil {
		return err
	}
	id := v.PathValue("id")
	is, err := s.Board.Why(v.Context(), s.Config.Layout, id, at, now)
	if errors.Is(err, status.ErrNotFound) {
		return missing("component")
	}
	if err != nil {
		return err
	}
	data := whyData{ID: id, Name: id, Status: admin.Word("status", is.Status.String()), Class: is.Status.String(), When: local(s, at), Zone: s.Config.Site.Zone.String(), At: text}
	for _, c := range made.Merge(s.Config.Layout, true).Components {
		if c.ID == id {
			data.Name = c.Name
		}
	}
	if !is.Since.IsZero() {
		data.Since = local(s, is.Since)
	}
	for _, c := range is.Causes {
		data.Causes = append(data.Causes, causeOf(s, c))
	}
	return v.Show("why", "Why: "+data.Name, data)
}

func causeOf(s admin.Site, c status.Cause) causeRow {
	row := causeRow{Text: c.Kind + " " + c.ID, Status: admin.Word("status", c.Status.String()), Since: local(s, c.Since)}
	switch c.Kind {
	case status.AboutIncident:
		row.Href = admin.Prefix + "incidents/" + url.PathEscape(c.ID)
	case status.AboutMaintenance:
		row.Href = admin.Prefix + "maintenance/" + url.PathEscape(c.ID)
	case "signal":
		row.Href = signalsPath
	case "override":
		row.Text = "a person's word"
	}
	return row
}
