package status_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"tidings/internal/status"
)

var aFile = status.Actor{Kind: status.OriginContent, ID: "content"}

func filed(id string) status.Maintenance {
	return status.Maintenance{ID: id, Title: "Upgrade", Starts: hours(1), Ends: hours(2), Origin: status.Origin{Kind: status.OriginContent, Ref: "maintenance/" + id + ".md"},
		Updates: []status.Update{{ID: "1", At: noon, State: status.Scheduled, Body: "In the file."}}}
}

func (s *scene) file(m status.Maintenance, at time.Time) {
	s.t.Helper()
	if _, err := s.PutMaintenance(context.Background(), aFile, m, at); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) edit(id string, at time.Time, change func(*status.Maintenance)) error {
	_, _, err := s.ChangeMaintenance(context.Background(), person, id, at, func(own *status.Maintenance) (*status.Maintenance, error) {
		change(own)
		return own, nil
	})
	return err
}

// What a file plans can be told more of by others, and moved; what the file
// says stays its own, and has the last word.
func TestMoreIsToldOfWhatAFilePlans(t *testing.T) {
	s := newScene(t)
	s.file(filed("up"), noon)
	for what, change := range map[string]func(m *status.Maintenance){
		"title": func(m *status.Maintenance) { m.Title = "Other" },
		"text":  func(m *status.Maintenance) { m.Updates[0].Body = "Other." },
		"start": func(m *status.Maintenance) { m.Starts = hours(0.5) },
		"update": func(m *status.Maintenance) {
			m.Updates = append(m.Updates, status.Update{ID: "2", At: hours(0.1), State: status.Scheduled})
		},
	} {
		if err := s.edit("up", hours(0.1), change); !errors.Is(err, status.ErrOwned) {
			t.Errorf("%s: %v", what, err)
		}
	}
	longer := status.Update{ID: "u", At: hours(1.5), State: status.InProgress, Body: "Longer.", Added: true, Plan: status.Plan{Ends: hours(3)}}
	if err := s.edit("up", hours(1.5), func(m *status.Maintenance) { m.Updates = append(m.Updates, longer) }); err != nil {
		t.Fatal(err)
	}
	holds := func(why string, ends time.Time, updates int) {
		t.Helper()
		m, err := s.Maintenance(context.Background(), "up")
		if err != nil || !m.Ends.Equal(ends) || len(m.Updates) != updates || m.Origin.Ref != "maintenance/up.md" {
			t.Errorf("%s: %+v, %v", why, m, err)
		}
	}
	holds("added", hours(3), 2)
	edited := filed("up")
	edited.Title = "Upgrade of all"
	s.file(edited, hours(1.6))
	holds("the file was edited", hours(3), 2)
	edited.Updates = append(edited.Updates, status.Update{ID: "2", At: hours(1.4), State: status.Completed})
	s.file(edited, hours(1.7))
	holds("the file says it was over before", hours(2), 2)
}

// One time of what a file repeats can be called off here; it is then ours, and
// taking that back brings the file's plan back.
func TestOneTimeOfWhatAFileRepeats(t *testing.T) {
	s := newScene(t)
	r := weekly(24*time.Hour, 3)
	r.Origin = status.Origin{Kind: status.OriginContent, Ref: "maintenance/backup.md"}
	if _, err := s.PutRecurrence(context.Background(), aFile, *r, noon); err != nil {
		t.Fatal(err)
	}
	id := status.OccurrenceID("backup", r.Occurrences[1].Date)
	_, _, err := s.ChangeMaintenance(context.Background(), person, id, hours(1), func(*status.Maintenance) (*status.Maintenance, error) { return nil, nil })
	if !errors.Is(err, status.ErrInvalid) {
		t.Errorf("deleting one time gives %v", err)
	}
	if err := s.edit(id, hours(1), func(m *status.Maintenance) {
		m.Updates = append(m.Updates, status.Update{ID: "u", At: hours(1), State: status.Cancelled, Added: true})
	}); err != nil {
		t.Fatal(err)
	}
	m, err := s.Maintenance(context.Background(), id)
	if err != nil || m.Recurrence != "" || m.Origin.Kind != status.OriginPerson || m.Updates[1].Added || m.StateAt(hours(2)) != status.Cancelled {
		t.Errorf("called off as %+v, %v", m, err)
	}
	r.Title = "Backup of all"
	if _, err := s.PutRecurrence(context.Background(), aFile, *r, hours(2)); err != nil {
		t.Fatal(err)
	}
	if m, err = s.Maintenance(context.Background(), id); err != nil || m.StateAt(hours(2)) != status.Cancelled {
		t.Errorf("after the file was edited it is %+v, %v", m, err)
	}
	if _, err := s.DeleteMaintenance(context.Background(), person, id, hours(3)); err != nil {
		t.Fatal(err)
	}
	if m, err = s.Maintenance(context.Background(), id); err != nil || m.Recurrence != "backup" || m.Title != "Backup of all" {
		t.Errorf("afterwards it is %+v, %v", m, err)
	}
	_, _, err = s.ChangeRecurrence(context.Background(), person, "backup", hours(4), func(own *status.Recurrence) (*status.Recurrence, error) { return nil, nil })
	if !errors.Is(err, status.ErrOwned) {
		t.Errorf("the whole of it: %v", err)
	}
}
