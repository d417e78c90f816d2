package generator

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// zoneScript adds the reader's own time to pages that are read while something
// goes on. Pages of the archive do without.
const zoneScript = "zone.js"

// scriptPath is where one of the theme's scripts is. Its name has a hash of its
// bytes, so that it may be kept for ever.
func (b *builder) scriptPath(name string) string {
	script, _ := b.theme.Asset(name)
	sum := sha256.Sum256([]byte(script))
	return "assets/" + strings.TrimSuffix(name, ".js") + "-" + hex.EncodeToString(sum[:4]) + ".js"
}

func (b *builder) scriptJob(name string) job {
	return func(_ context.Context, w *worker) error {
		script, _ := b.theme.Asset(name)
		return w.emit(File{Path: b.scriptPath(name), Body: []byte(script)})
	}
}
