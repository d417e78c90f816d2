// Package audit reads what everybody did out of the logs of changes that the
// stores keep anyway: it joins them, the newest first, searches them at a cost
// that is bounded, and gives them out in order. It stores nothing twice, only a
// mark every few hundred changes from which to read on. It must never know what
// the changes mean.
package audit
