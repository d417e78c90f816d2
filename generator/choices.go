package generator

import "tidings/internal/status"

// choice is a value of a form and what it is called.
type choice struct{ Value, Name string }

// choiceBlock is a group and its components; Value is empty outside any group.
type choiceBlock struct {
	choice
	Components []choice
}

// choiceBlocks are the groups and components that people can choose from.
func (l *locale) choiceBlocks() (blocks []choiceBlock) {
	for _, g := range l.b.groups {
		var block choiceBlock
		if g.group != nil {
			block.choice = choice{g.group.ID, clean(g.group.Name)}
		}
		for _, c := range l.b.view.Layout.Components[g.from:g.to] {
			block.Components = append(block.Components, choice{c.ID, clean(c.Name)})
		}
		blocks = append(blocks, block)
	}
	return blocks
}

// severities are the impacts that people can choose from.
func (l *locale) severities() (all []choice) {
	for i := status.ImpactNone; i <= status.ImpactCritical; i++ {
		all = append(all, choice{i.String(), l.impacts[i]})
	}
	return all
}

// choices are the languages that people can choose from.
func (l *locale) choices() (all []language) {
	for _, other := range l.b.locales { // which a Memo keeps, unlike the builder's words
		all = append(all, language{other.words.Name, other.words.Lang, "", other.index == l.index})
	}
	return all
}
