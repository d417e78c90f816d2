package status

import (
	"slices"
	"time"

	"tidings/internal/store"
)

// signalWork is one run of a signalWrite's closure.
type signalWork struct {
	b *Board
	t *txn
	w signalWrite
	// now is the write's time, or the newest one that the board has seen: a
	// delivery may have waited while time went on.
	now time.Time

	ids       []string // in the order in which they were met
	old, new  map[string]*keyState
	news      map[string]bool
	turns     map[string]turn
	openings  map[string]Opening
	watched   map[string]time.Time // components whose active signals change, and when one last cleared
	delta     delta
	scope     Scope
	concerned map[string]struct{} // components whose automatic incident may change, and is to be seen to
	undone    bool                // days are left to do

	seen       map[string]*sight // by component
	left       map[string]sight  // what the write leaves active, by component
	unfinished string            // the incident of which days are left to do
}

func newSignalWork(b *Board, t *txn, w signalWrite) *signalWork {
	return &signalWork{
		b: b, t: t, w: w, old: map[string]*keyState{}, new: map[string]*keyState{}, news: map[string]bool{}, turns: map[string]turn{},
		openings: map[string]Opening{}, watched: map[string]time.Time{}, concerned: map[string]struct{}{}, left: map[string]sight{},
	}
}

func (s *signalWork) run() error {
	if err := s.learn(); err != nil {
		return err
	}
	if len(s.news) == 0 {
		return nil
	}
	if err := s.tellTime(); err != nil {
		return err
	}
	if err := s.prepare(); err != nil {
		return err
	}
	for _, id := range s.ids {
		if err := s.move(id); err != nil {
			return err
		}
	}
	if err := s.guard(); err != nil {
		return err
	}
	if err := s.project(); err != nil {
		return err
	}
	if err := s.log(); err != nil {
		return err
	}
	return s.attend()
}

// learn reads the states and adds what was told.
func (s *signalWork) learn() error {
	for _, id := range s.w.ids {
		if err := s.meet(id); err != nil {
			return err
		}
		s.news[id] = s.old[id] != nil
	}
	for _, told := range s.w.told {
		m, speaks := markOf(told)
		if !speaks {
			continue
		}
		id := signalID(told.Signal.Source, told.Signal.Key)
		if err := s.meet(id); err != nil {
			return err
		}
		s.tell(id, m, told)
	}
	return nil
}

func (s *signalWork) meet(id string) error {
	if _, met := s.old[id]; met {
		return nil
	}
	value, err := s.t.get(signalKey(id))
	if err != nil {
		return err
	}
	s.ids = append(s.ids, id)
	s.old[id] = nil
	if value == nil {
		return nil
	}
	k, err := decodeKeyState(id, value)
	if err != nil {
		return err
	}
	was := *k
	was.Marks = slices.Clone(k.Marks)
	s.old[id], s.new[id] = &was, k
	return nil
}

func (s *signalWork) tell(id string, m mark, told Told) {
	k := s.new[id]
	if k == nil {
		k = &keyState{Source: told.Signal.Source, Key: told.Signal.Key}
		s.new[id] = k
	}
	if !k.learn(m) {
		return
	}
	s.news[id] = true
	k.Told = later(k.Told, told.Signal.Received.UTC())
	if !m.Clear {
		k.Title, k.Link = told.Signal.Title, told.Signal.Link
	}
	if told.Opening != nil && m.Opening != "" {
		s.openings[m.Opening] = *told.Opening
	}
}

// tellTime finds the newest time that the board has seen of what is touched.
func (s *signalWork) tellTime() error {
	s.now = s.w.at
	keys, components := []store.Key{keySettled}, map[string]struct{}{}
	for _, id := range s.ids {
		if k := s.new[id]; k != nil && s.news[id] {
			s.now = later(s.now, k.At)
			k.concerns(components)
		}
	}
	for c := range components {
		keys = append(keys, watchKey(c))
	}
	if err := s.t.need(keys...); err != nil {
		return err
	}
	var settled time.Time
	if _, err := s.t.read(keySettled, &settled); err != nil {
		return err
	}
	s.now = later(s.now, settled)
	for c := range components {
		w, err := s.t.watch(c)
		if err != nil {
			return err
		}
		s.now = later(s.now, w.At)
	}
	return nil
}

// concerns adds the components that the key has to do with.
func (k *keyState) concerns(components map[string]struct{}) {
	for _, m := range k.Marks {
		if m.Effect != nil {
			components[m.Effect.Component] = struct{}{}
		}
	}
}

// turn is what becomes of one key.
type turn struct{ before, after outcome }

// prepare works out what becomes of the keys, and names all items at once that
// this changes.
func (s *signalWork) prepare() error {
	var keys []store.Key
	for _, id := range s.ids {
		if !s.news[id] {
			continue
		}
		t := s.turnOf(id)
		s.turns[id] = t
		for _, side := range [...]map[string]*active{t.before.active, t.after.active} {
			for _, a := range side {
				keys = append(keys, a.key())
			}
		}
	}
	return s.t.need(keys...)
}

func (s *signalWork) turnOf(id string) turn {
	var t turn
	if old := s.old[id]; old != nil {
		t.before = old.outcome(old.At)
	}
	k := s.new[id]
	k.At = s.now
	k.thin()
	t.after = k.outcome(k.At)
	return t
}

// move brings one key's projections from its old outcome to its new one.
func (s *signalWork) move(id string) error {
	if !s.news[id] {
		return nil
	}
	t, k := s.turns[id], s.new[id]
	s.delta.Del.Intervals = append(s.delta.Del.Intervals, without(t.before.intervals, t.after.intervals)...)
	s.delta.Add.Intervals = append(s.delta.Add.Intervals, without(t.after.intervals, t.before.intervals)...)
	if err := s.moveActive(t.before.active, t.after.active); err != nil {
		return err
	}
	for c, at := range t.after.cleared {
		if prior, known := t.before.cleared[c]; !known || at.After(prior) {
			s.watch(c, at)
			s.concerned[c] = struct{}{}
		}
	}
	s.see(&t.before, &t.after)
	k.forget()
	return s.t.saveKey(id, k, &t.after)
}

// watch notes that active signals of a component change, and when one cleared, if one did.
func (s *signalWork) watch(component string, cleared time.Time) {
	s.watched[component] = later(s.watched[component], cleared)
}

// moveActive writes what changed among the active signals of one key.
func (s *signalWork) moveActive(before, after map[string]*active) error {
	for c, a := range before {
		if n := after[c]; n != nil && n.key() == a.key() {
			continue
		}
		s.watch(c, time.Time{})
		if err := s.t.Delete(a.key()); err != nil {
			return err
		}
	}
	for c, a := range after {
		if a.equal(before[c]) {
			continue
		}
		s.watch(c, time.Time{})
		if a.opens(s.now) {
			s.concerned[c] = struct{}{}
		}
		if err := s.t.Put(a.key(), a.bytes()); err != nil {
			return err
		}
	}
	return nil
}

// see notes which components look different now: those of which an active
// signal changed that shows, or did.
func (s *signalWork) see(before, after *outcome) {
	for _, side := range [...]map[string]*active{before.active, after.active} {
		for c := range side {
			was, is := before.active[c], after.active[c]
			if (was.shows(s.now) || is.shows(s.now)) && !was.equal(is) {
				s.scope = s.scope.Join(Scope{Current: true, Components: []string{c}})
				s.concerned[c] = struct{}{}
			}
		}
	}
}

// guard raises the guard of every component whose active signals changed.
func (s *signalWork) guard() error {
	for _, c := range sortedKeys(s.watched) {
		w, err := s.t.watch(c)
		if err != nil {
			return err
		}
		w.Seq, w.At = w.Seq+1, s.now
		w.Cleared = later(w.Cleared, s.watched[c])
		for _, id := range s.ids {
			s.keepOpenings(w, c, s.new[id])
		}
		if len(w.Openings) == 0 {
			delete(s.concerned, c) // no signal has ever opened an incident of it
		}
		if err := s.t.write(watchKey(c), w); err != nil {
			return err
		}
	}
	return nil
}

func (s *signalWork) keepOpenings(w *watch, component string, k *keyState) {
	if k == nil {
		return
	}
	for _, m := range k.Marks {
		if o, told := s.openings[m.Opening]; told && m.Effect != nil && m.Effect.Component == component {
			w.keep(m.Opening, o)
		}
	}
}

// project brings the days up to date with the episodes that are over.
func (s *signalWork) project() error {
	d := &s.delta
	if len(d.Del.Intervals)+len(d.Add.Intervals) == 0 {
		return nil
	}
	if len(s.ids) > 1 && len(NewCalendar(s.b.zone).touched(d)) > maxDays/4 {
		return errSplit
	}
	subject := s.w.subject
	if len(s.ids) == 1 {
		subject = "signal/" + s.ids[0]
	}
	days, err := s.b.project(s.t, subject, d)
	s.undone = s.t.left
	for _, iv := range append(d.Del.Intervals, d.Add.Intervals...) {
		s.scope = s.scope.Join(Scope{Components: []string{iv.Component}})
	}
	s.scope = s.scope.Join(Scope{Current: s.b.recent(days, s.now), Days: s.b.old(days, s.now)})
	return err
}

// log appends what happened, unless it is only that a key was looked at.
func (s *signalWork) log() error {
	if s.w.verb == VerbSettle && s.scope.Empty() {
		return nil
	}
	c := Change{By: s.w.by.ID, ByKind: s.w.by.Kind, From: s.w.by.From, Verb: s.w.verb, Subject: s.w.subject, At: s.w.at, Scope: s.scope}
	if err := c.say(nil, s.said()); err != nil {
		return err
	}
	return s.t.append(&c)
}

// signalSaid is what the log keeps of a signal.
type signalSaid struct {
	Source    string `json:"source"`
	Key       string `json:"key"`
	Firing    bool   `json:"firing"`
	Component string `json:"component,omitempty"`
	Status    Status `json:"status,omitempty"`
}

func (s *signalWork) said() []signalSaid {
	var all []signalSaid
	for _, id := range s.ids {
		k := s.new[id]
		if !s.news[id] || k == nil {
			continue
		}
		x := signalSaid{Source: k.Source, Key: k.Key, Firing: s.turns[id].after.firing}
		for _, m := range k.Marks {
			if m.Effect != nil {
				x.Component, x.Status = m.Effect.Component, m.Effect.Status
			}
		}
		all = append(all, x)
	}
	return all
}
