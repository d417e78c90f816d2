package status

import (
	"fmt"
	"time"
)

// decodeKeyState reads a key's state: the form of encode, or JSON, which it was
// kept in before.
func decodeKeyState(id string, value []byte) (*keyState, error) {
	var k keyState
	if len(value) > 0 && value[0] == '{' {
		return &k, decode("signal "+id, value, &k)
	}
	d, err := newDecoder(0, value)
	if err != nil {
		return nil, unreadableSignal(id)
	}
	k = keyState{Source: d.string(), Key: d.string(), Title: d.string(), Link: d.string(), Told: d.time(), Floor: d.time(), At: d.time()}
	k.Marks = make([]mark, d.count())
	for i := range k.Marks {
		k.Marks[i] = d.mark()
	}
	if d.bad {
		return nil, unreadableSignal(id)
	}
	return &k, nil
}

func unreadableSignal(id string) error {
	return fmt.Errorf("stored signal %s cannot be read: it is damaged, or of a later version of this program", id)
}

// encode is the stored form of a key's state. It is read and written with every
// signal of the key, and most of it is the same few strings again and again.
func (k *keyState) encode() []byte {
	e := newEncoder(0)
	for _, s := range [...]string{k.Source, k.Key, k.Title, k.Link} {
		e.string(s)
	}
	for _, t := range [...]time.Time{k.Told, k.Floor, k.At} {
		e.time(t)
	}
	e.number(uint64(len(k.Marks)))
	for i := range k.Marks {
		e.mark(&k.Marks[i])
	}
	return e.bytes()
}

// The bits of a mark's flags.
const (
	markClear = 1 << iota
	markOwn
	markEffect
)

func (e *encoder) mark(m *mark) {
	e.byte(flag(m.Clear, markClear) | flag(m.Own, markOwn) | flag(m.Effect != nil, markEffect))
	e.time(m.Rank)
	e.time(m.At)
	e.time(m.Heard)
	e.string(m.Opening)
	if x := m.Effect; x != nil {
		e.string(x.Component)
		e.byte(byte(x.Status))
		e.number(uint64(x.HoldDown))
		e.number(uint64(x.HoldUp))
		e.string(x.Template)
	}
}

func (d *decoder) mark() mark {
	flags := d.byte()
	m := mark{Clear: flags&markClear != 0, Own: flags&markOwn != 0, Rank: d.time(), At: d.time(), Heard: d.time(), Opening: d.string()}
	if flags&markEffect != 0 {
		m.Effect = &Effect{
			Component: d.string(), Status: Status(d.within(len(statusNames))),
			HoldDown: time.Duration(d.number()), HoldUp: time.Duration(d.number()), Template: d.string(),
		}
	}
	return m
}
