package kept

import (
	"crypto/sha256"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"tidings/internal/config"
)

// shape is that of the configuration as form 4 has it.
const shape = "4ac57ac68e04259c"

// What is kept outlives the program that read it. When the configuration has other
// fields, the form has to be raised, so that content is read again.
func TestFormFollowsTheConfiguration(t *testing.T) {
	sum := sha256.Sum256([]byte(shapeOf(reflect.TypeFor[config.Config](), map[reflect.Type]bool{})))
	if got := fmt.Sprintf("%x", sum[:8]); got != shape {
		t.Errorf("the configuration has the shape %s and no longer %s: raise form, and write that here", got, shape)
	}
}

// shapeOf names a type with all that it is made of.
func shapeOf(of reflect.Type, seen map[reflect.Type]bool) string {
	name := of.String()
	if seen[of] || of.PkgPath() != "" && !strings.HasPrefix(of.PkgPath(), "tidings/") {
		return name
	}
	seen[of] = true
	switch of.Kind() {
	case reflect.Map:
		name += shapeOf(of.Key(), seen) + shapeOf(of.Elem(), seen)
	case reflect.Slice, reflect.Array, reflect.Pointer:
		name += shapeOf(of.Elem(), seen)
	case reflect.Struct:
		for f := range of.Fields() {
			name += " " + f.Name + string(f.Tag) + shapeOf(f.Type, seen)
		}
	}
	return name
}
