package publish

import (
	"crypto/sha256"
	"errors"
)

func (t *tree) orSalvage(f *folder, err error) error {
	if !t.repair || !errors.Is(err, ErrUnfinished) {
		return err
	}
	t.salvage(f)
	return nil
}

// salvage takes from a folder's parts, in whatever state they are, the names of
// files that are ours. What they say of the bytes is not believed, and all
// parts are written anew.
func (t *tree) salvage(f *folder) {
	f.salvaged, f.complete, f.names = true, true, map[string]entry{}
	src, _ := t.read(f.was.Part)
	_ = decodePart(src, func(name []byte, _ Sum) {
		if _, err := partNumber(name); err != nil {
			f.names[string(name)] = entry{state: listed | doubted}
		}
	})
	for part := range splitParts {
		f.changed[part] = true
		src, err := t.read(splitPart(f.name, digits(part)))
		if err != nil {
			continue
		}
		f.sums[part], f.was.Split = sha256.Sum256(src), true
		_ = decodePart(src, func(name []byte, _ Sum) {
			f.names[string(name)] = entry{state: listed | doubted}
		})
	}
	f.files = len(f.names)
}
