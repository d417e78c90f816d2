package admin

import (
	"context"
	"errors"
	"strings"

	"tidings/internal/status"
)

// TitleOf is the title of a subject, such as "incident/ID", or its id when it
// is gone.
func TitleOf(ctx context.Context, h House, subject string) (title string, err error) {
	s, err := Enter(h)
	if err != nil {
		return "", err
	}
	about, id, _ := strings.Cut(subject, "/")
	if about == status.AboutMaintenance {
		var m *status.Maintenance
		if m, err = s.Board.Maintenance(ctx, id); err == nil {
			title = m.Title
		}
	} else {
		var i *status.Incident
		if i, err = s.Board.AnyIncident(ctx, id); err == nil {
			title = i.Title
		}
	}
	if errors.Is(err, status.ErrNotFound) {
		return id + ", which is deleted", nil
	}
	return title, err
}
