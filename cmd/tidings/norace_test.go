//go:build !race

package main

const (
	stormMemory   = 160 << 20 // what the server may take in a storm
	idleMemory    = 60 << 20  // and when it has nothing to do,
	idleIncidents = 10_000    // with so many incidents in the archive
)
