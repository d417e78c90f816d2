package gitrepo

import (
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/storer"
)

// parsed are the objects in memory as whoever packs them wants to see them.
type parsed struct{ *fetched }

var _ storer.EncodedObjectStorer = parsed{}

func (p parsed) NewEncodedObject() plumbing.EncodedObject { return &plumbing.MemoryObject{} }

func (p parsed) SetEncodedObject(o plumbing.EncodedObject) (plumbing.Hash, error) {
	return o.Hash(), p.add(o)
}

func (p parsed) EncodedObject(_ plumbing.ObjectType, id plumbing.Hash) (plumbing.EncodedObject, error) {
	o, err := p.get(id)
	if err != nil {
		return nil, plumbing.ErrObjectNotFound
	}
	return o, nil
}

func (p parsed) HasEncodedObject(id plumbing.Hash) error {
	_, err := p.EncodedObject(plumbing.AnyObject, id)
	return err
}

func (p parsed) EncodedObjectSize(id plumbing.Hash) (int64, error) { return p.size(id) }

func (p parsed) IterEncodedObjects(plumbing.ObjectType) (storer.EncodedObjectIter, error) {
	return storer.NewEncodedObjectSliceIter(nil), nil
}

func (p parsed) AddAlternate(string) error { return nil }
