package generator

import "sync"

// cutPages is the incident page of the built-in theme, cut up at its values.
type cutPages struct {
	l    *locale
	once sync.Once
}

func (c *cutPages) get() (*cutPages, error) { return nil, nil }

func (c *cutPages) append(dst []byte, l *locale, t *tale) []byte { return dst }
