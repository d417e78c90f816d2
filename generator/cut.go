package generator

import (
	"strings"
)

// slot is a place in a page where a value stands.
type slot int

const (
	slotNone slot = iota
	slotHeadTitle
	slotDescription
	slotPath
	slotClass
	slotKind
	slotMark
	slotTitle
	slotState
	slotWhen
	slotAffected
	slotUpdates
	slotName
	slotHref
	slotWord
	slotAnchor
	slotTime
	slotEdited
	slotLang
	slotBody
	slotDays
	slotEntries
	slotChanges
	slotUpHref
	slotUpName
	slotLinked
	slotEarlier
	slotTitles
)

// token stands for a slot's value when the templates are executed to be cut. No
// escaper changes it, and no template holds such text of its own.
func (s slot) token() string { return "QZ" + slotLetters[s:s+1] + "ZQ" }

// slotLetters name the slots in tokens.
const slotLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJ"

// piece is constant text and the slot behind it.
type piece struct {
	text string
	slot slot
}

// slotted is a value whose fields stand in slots.
type slotted interface {
	// slot appends what stands in one slot.
	slot(dst []byte, s slot) []byte
}

// cut is something that was executed on tokens and cut up at them.
type cut []piece

// append writes it with a value's fields in their slots.
func (c cut) append(dst []byte, v slotted) []byte {
	for _, p := range c {
		dst = append(dst, p.text...)
		if p.slot != slotNone {
			dst = v.slot(dst, p.slot)
		}
	}
	return dst
}

// bits is the number of the form that a value takes: a bit for each condition.
func bits(conditions ...bool) (n int) {
	for i, is := range conditions {
		if is {
			n |= 1 << i
		}
	}
	return n
}

// pieces cuts text at the tokens in it.
func pieces(text string) (list cut) {
	for {
		before, rest, found := strings.Cut(text, "QZ")
		if !found {
			return append(list, piece{text: text})
		}
		letter, after, _ := strings.Cut(rest, "ZQ")
		list = append(list, piece{before, slot(strings.Index(slotLetters, letter))})
		text = after
	}
}

// cutPartial executes a partial on tokens and cuts what it makes; whole is
// what it made, by which it is found in a page.
func (l *locale) cutPartial(name string, data any) (made cut, whole string, err error) {
	out, err := l.b.render(name, data)
	return pieces(string(out)), string(out), err
}

// cutPage executes a layout on tokens and cuts what it makes, with a slot in
// place of each list of which it shows one sample.
func (l *locale) cutPage(name string, data any, lists map[slot]string) (cut, error) {
	out, err := l.b.render(name, data)
	page := string(out)
	for s, sample := range lists {
		page = strings.Replace(page, sample, s.token(), 1)
	}
	return pieces(page), err
}

// tokenFrame is the frame of pages at a depth, its values tokens.
func (l *locale) tokenFrame(depth int, style string) frame {
	f := l.frameOf(depth, slotPath.token(), style)
	f.HeadTitle, f.Description = slotHeadTitle.token(), slotDescription.token()
	return f
}
