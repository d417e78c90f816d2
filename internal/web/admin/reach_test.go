package admin_test

import (
	"testing"

	"tidings/internal/web/admin"
)

func TestReachInWords(t *testing.T) {
	for want, r := range map[string]admin.Reach{
		"nobody gets mail":                                   {People: -1},
		"nobody gets mail, 1 channel is told":                {Channels: 1},
		"1 person gets mail":                                 {People: 1},
		"1,204 people get mail, 3 channels are told":         {People: 1204, Channels: 3},
		"1,000,000 people get mail, 1,000 channels are told": {People: 1_000_000, Channels: 1000},
	} {
		if got := r.Sentence(); got != want {
			t.Errorf("%+v is %q, want %q", r, got, want)
		}
	}
}
