package inbox

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func example() head {
	return head{Delivery: Delivery{
		ID: NewID(time.Unix(1795341840, 0), [10]byte{7}), Source: "prometheus", TransportID: "msg_1",
		Header: map[string]string{"content-type": "application/json", "user-agent": "Alertmanager/0.28"},
		Body:   []byte("\x00\xff body"), Received: time.Unix(1795341840, 250).UTC(),
		State: Quarantined, Reason: "unknown key",
		Outcome: []Outcome{{"k", "firing", "api", "major_outage", ""}, {Note: "ä"}},
	}, size: 7}
}

func TestEncodingKeepsEverything(t *testing.T) {
	want := example()
	got, err := decode(want.ID, want.encode())
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(head{})); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff(want.encode(), got.encode()); diff != "" {
		t.Errorf("the same delivery is written in two ways:\n%s", diff)
	}
}

func TestEveryTruncationIsNoticed(t *testing.T) {
	value := example().encode()
	for n := range len(value) - len(example().Body) {
		if _, err := decode("id", value[:n]); !errors.Is(err, ErrDamaged) {
			t.Errorf("%d of %d bytes: %v", n, len(value), err)
		}
	}
	longer := example()
	longer.size--
	if _, err := decode("id", longer.encode()); !errors.Is(err, ErrDamaged) {
		t.Errorf("more body than it says: %v", err)
	}
	value[0] = 9
	if _, err := decode("id", value); !errors.Is(err, ErrDamaged) {
		t.Errorf("a newer form: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(example().encode())
	f.Fuzz(func(t *testing.T, value []byte) {
		h, err := decode("id", value)
		if err != nil {
			return
		}
		again, err := decode("id", h.encode())
		if err != nil || again.Source != h.Source || again.size != h.size {
			t.Fatalf("written again it reads %+v, %v", again, err)
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	h := example()
	h.Body = make([]byte, 2000)
	b.ReportAllocs()
	for b.Loop() {
		h.encode()
	}
}
