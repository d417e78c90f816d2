package letter

import (
	"sync"
	"time"

	"tidings/internal/message"
)

// shelf keeps what many letters need and takes long to read: the words of
// languages and the rules of time zones. Both are read-only, and there are only
// so many.
type shelf struct {
	mu    sync.Mutex
	words map[string]*message.Words
	zones map[string]*time.Location
}

// speak are the words of a language.
func (s *shelf) speak(lang string) (*message.Words, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w, known := s.words[lang]; known {
		return w, nil
	}
	w, err := message.Load(lang)
	if err != nil {
		return nil, err
	}
	if s.words == nil {
		s.words = map[string]*message.Words{}
	}
	s.words[lang] = w
	return w, nil
}

// zone is a time zone by its name, or another where there is none of that name.
func (s *shelf) zone(name string, other *time.Location) *time.Location {
	if name == "" {
		return other
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if z, known := s.zones[name]; known {
		return z
	}
	z, err := time.LoadLocation(name)
	if err != nil {
		return other
	}
	if s.zones == nil {
		s.zones = map[string]*time.Location{}
	}
	s.zones[name] = z
	return z
}
