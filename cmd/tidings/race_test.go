//go:build race

package main

// The race detector takes several times the memory and the time.
const (
	stormMemory   = 1 << 30
	idleMemory    = 600 << 20
	idleIncidents = 1_000
)
