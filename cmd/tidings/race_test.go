//go:build race

package main

// stormMemory leaves room for what the race detector takes.
const stormMemory = 1 << 30
