package gitrepo

import (
	"bytes"
	"errors"
	"io"

	"github.com/go-git/go-git/v5/plumbing"
)

// object is an object in memory. One without data was too large to be read.
type object struct {
	id     plumbing.Hash
	kind   plumbing.ObjectType
	length int64
	data   []byte
}

var _ plumbing.EncodedObject = (*object)(nil)

func (o *object) Hash() plumbing.Hash         { return o.id }
func (o *object) Type() plumbing.ObjectType   { return o.kind }
func (o *object) Size() int64                 { return o.length }
func (o *object) SetType(plumbing.ObjectType) {}
func (o *object) SetSize(int64)               {}

func (o *object) Reader() (io.ReadCloser, error) {
	if o.data == nil && o.length > 0 {
		return nil, ErrTooLarge
	}
	return io.NopCloser(bytes.NewReader(o.data)), nil
}

func (o *object) Writer() (io.WriteCloser, error) {
	return nil, errors.New("an object that was fetched is not written")
}
