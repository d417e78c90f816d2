package main

import (
	"fmt"
	"os"
	"testing"

	"tidings/internal/repo/sitetest"
	"tidings/test/wait"
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
	wait.Until(t, func() bool { // compressing the first pages takes memory for a moment
		used = s.memory(t, "VmRSS:")
		return used < idleMemory
	}, func() string {
		return fmt.Sprintf("%d MiB resident with %d incidents, more than %d", used>>20, idleIncidents, idleMemory>>20)
	})
	t.Logf("%d MiB resident with %d incidents", used>>20, idleIncidents)
}
