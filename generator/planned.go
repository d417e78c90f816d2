package generator

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"tidings/generator/statuspage"
	"tidings/internal/order"
	"tidings/internal/status"
)

// planMaintenance finds the newest maintenances. Where incidents are many, few
// are among the newest entries: then it goes on in the months before, as far
// back as components' lists go, with those that touch a component.
func (b *builder) planMaintenance(ctx context.Context, r *recent) error {
	r.planned = append([]status.Ref{}, r.of(status.AboutMaintenance)...)
	if len(r.entries) < enough || len(r.planned) >= statuspage.Limit {
		return nil
	}
	months, err := b.in.Archive.Months(ctx)
	if err != nil {
		return fmt.Errorf("months: %w", err)
	}
	seen := map[string]bool{}
	for _, ref := range r.planned {
		seen[ref.ID] = true
	}
	reached := status.DateOf(r.entries[len(r.entries)-1].Started, b.view.Zone).Month()
	oldest := b.firstMonth()
	for _, m := range months {
		if m.Month < oldest || len(r.planned) >= statuspage.Limit {
			break
		}
		if m.Month > reached {
			continue
		}
		refs, err := b.maintenanceOf(ctx, m.Month)
		if err != nil {
			return err
		}
		for _, ref := range refs {
			if !seen[ref.ID] && len(r.planned) < statuspage.Limit {
				r.planned = append(r.planned, ref)
			}
		}
	}
	return nil
}

// maintenanceOf are a month's maintenances that touch a component, newest first.
func (b *builder) maintenanceOf(ctx context.Context, month string) ([]status.Ref, error) {
	kept := b.keptMonths()
	if refs, known := kept.getPlanned(month); known {
		return refs, nil
	}
	m, err := b.in.Archive.Month(ctx, month)
	if err != nil {
		return nil, fmt.Errorf("month %s: %w", month, err)
	}
	refs := []status.Ref{}
	for _, touched := range m.Components {
		for _, ref := range touched {
			if ref.About == status.AboutMaintenance {
				refs = append(refs, ref)
			}
		}
	}
	order.By(refs, func(a, b status.Ref) int { return cmp.Or(b.Started.Compare(a.Started), cmp.Compare(b.ID, a.ID)) })
	refs = slices.CompactFunc(refs, func(a, b status.Ref) bool { return a.ID == b.ID })
	kept.putPlanned(month, refs)
	return refs, nil
}
