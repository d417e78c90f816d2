package backup

import (
	"time"

	"tidings/internal/store"
)

const (
	format  = "tidings backup"
	version = 1
)

// line is any line of a file; what it says shows which kind it is.
type line struct {
	Format  string    `json:"format,omitempty"`
	Version int       `json:"version,omitempty"`
	Made    time.Time `json:"made,omitzero"`
	Program string    `json:"program,omitempty"`

	Key   string `json:"key,omitempty"`
	Store string `json:"store,omitempty"`

	Part    string    `json:"part,omitempty"`
	Sort    string    `json:"sort,omitempty"`
	Value   []byte    `json:"value,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
	Change  []byte    `json:"change,omitempty"`
	At      string    `json:"at,omitempty"`

	End     bool `json:"end,omitempty"`
	Records int  `json:"records,omitempty"`
}

func lineOf(r store.Record) line {
	if r.Change != nil {
		return line{Change: r.Change, At: r.At}
	}
	return line{Part: r.Item.Part, Sort: r.Item.Sort, Value: r.Item.Value, Expires: r.Item.Expires}
}

// record is the way back; false: the line is of another kind.
func (l line) record() (store.Record, bool) {
	if l.Part == "" {
		return store.Record{Change: l.Change, At: l.At}, l.Change != nil
	}
	return store.Record{Item: store.Item{Key: store.Key{Part: l.Part, Sort: l.Sort}, Value: l.Value, Expires: l.Expires}}, true
}
