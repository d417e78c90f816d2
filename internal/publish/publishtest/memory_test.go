package publishtest_test

import (
	"testing"

	"tidings/internal/publish"
	"tidings/internal/publish/publishtest"
)

func TestMemory(t *testing.T) {
	publishtest.Run(t, func(*testing.T) publishtest.Fixture {
		m := &publishtest.Memory{}
		return publishtest.Fixture{
			Target: m,
			Again:  func() publish.Target { return m },
			Place:  func(path, body string) { m.Place(path, []byte(body)) },
		}
	})
}
