//go:build !race

package main

// stormMemory is what the server may take in a storm.
const stormMemory = 160 << 20
