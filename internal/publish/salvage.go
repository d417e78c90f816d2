package publish

import "crypto/sha256"

// salvage takes from a folder's parts, in whatever state they are, the names of
// files that are ours. What they say of the bytes is not believed, and all
// parts are written anew.
func (t *tree) salvage(f *folder, damaged string) {
	f.damaged, f.complete, f.names = damaged, true, map[string]entry{}
	if src, err := t.read(folderPart(f.name)); err == nil {
		f.was.Part = folderPart(f.name)
		f.recover(src)
	}
	for part := range splitParts {
		f.changed[part] = true
		src, err := t.read(splitPart(f.name, digits(part)))
		if err != nil {
			continue
		}
		f.sums[part] = sha256.Sum256(src)
		f.recover(src)
	}
	f.files = len(f.names)
}

// recover takes the names of a part. In earlier forms of the manifest there were the digits
// of further parts among them, and what lies in folders that now have a part of their own.
func (f *folder) recover(part []byte) {
	_ = decodePart(part, func(text []byte, _ Sum) {
		name := string(text)
		_, err := partNumber(name)
		if top, _ := cut(join(f.name, name)); err != nil && top == f.name {
			f.names[name] = entry{state: listed | doubted}
		}
	})
}
