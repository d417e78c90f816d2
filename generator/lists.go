package generator

import (
	"context"

	"tidings/internal/status"
)

// lists are the lists of entries that several files show.
type lists struct {
	recent      *recent
	ofComponent map[string]*componentList
}

// read gives lists to who would wait for them to be read.
func (p *lists) read() (*lists, error) { return p, nil }

// componentList is a component's newest entries. Its lines are known once its
// page was made.
type componentList struct {
	refs  []status.Ref
	late  []status.Ref // beside them in the component's feeds
	lines []status.Entry
}

// planLists reads the lists that no Memo holds and puts what they name on the
// shelf.
func (b *builder) planLists(ctx context.Context, components []string, feeds bool) (*lists, error) {
	p, err := b.planRecent(ctx)
	if err != nil {
		return nil, err
	}
	return p, b.planComponents(ctx, p, components, feeds)
}

// planRecent is the part of planLists that the home page needs.
func (b *builder) planRecent(ctx context.Context) (p *lists, err error) {
	p = b.in.Memo.kept()
	if p.recent == nil {
		p.recent, err = b.recent(ctx)
	}
	return p, err
}

// planComponents is the rest of planLists. Of components whose feeds stay as
// they are, the lines are enough.
func (b *builder) planComponents(ctx context.Context, p *lists, components []string, feeds bool) error {
	if err := b.addComponents(ctx, p, components); err != nil {
		return err
	}
	if p.recent.planned == nil {
		if err := b.planMaintenance(ctx, p.recent); err != nil {
			return err
		}
	}
	b.shelf.wantAll(p.recent.entries)
	b.shelf.wantAll(p.recent.posted)
	b.shelf.wantAll(p.recent.active)
	b.shelf.wantAll(p.recent.planned)
	for _, id := range components {
		if list := p.ofComponent[id]; feeds || list.lines == nil {
			b.shelf.wantAll(list.refs)
		}
		if feeds {
			b.shelf.wantAll(p.ofComponent[id].late)
		}
	}
	return nil
}

// addComponents finds the entries of the components that have no list yet.
func (b *builder) addComponents(ctx context.Context, p *lists, ids []string) error {
	var missing []string
	for _, id := range ids {
		if p.ofComponent[id] == nil {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	found, err := b.ofComponents(ctx, missing)
	if err != nil {
		return err
	}
	late, err := b.late(ctx, p.recent)
	if err != nil {
		return err
	}
	for _, id := range missing {
		p.ofComponent[id] = &componentList{refs: found[id], late: without(late[id], found[id])}
	}
	return nil
}

// byNeed are the lists' references, those that most builds tell first.
func (p *lists) byNeed() [][]status.Ref {
	all := [][]status.Ref{p.recent.entries, p.recent.posted, p.recent.planned, p.recent.active}
	for _, list := range p.ofComponent {
		all = append(all, list.refs)
	}
	return all
}
