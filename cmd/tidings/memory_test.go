package main

import (
	"os"
	"testing"
	"time"

	"tidings/internal/repo/sitetest"
)

// A server that has nothing to do keeps no archive in memory.
func TestIdleServerIsSmall(t *testing.T) {
	dir := newSite(t)
	if err := os.RemoveAll(dir + "/content"); err != nil {
		t.Fatal(err)
	}
	if err := sitetest.Generate(dir+"/content", idleIncidents, sitetest.Options{}); err != nil {
		t.Fatal(err)
	}
	s := serve(t, dir)
	s.get("/")
	s.get("/history")
	used := int64(0)
	for range 20 { // compressing the first pages takes memory for a moment
		time.Sleep(250 * time.Millisecond)
		if used = s.memory(t, "VmRSS:"); used < idleMemory {
			break
		}
	}
	t.Logf("%d MiB resident with %d incidents", used>>20, idleIncidents)
	if used > idleMemory {
		t.Errorf("%d MiB resident with %d incidents, more than %d", used>>20, idleIncidents, idleMemory>>20)
	}
}
