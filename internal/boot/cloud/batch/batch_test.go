package batch_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"tidings/internal/boot/cloud/batch"
)

const event = `{"Records":[{"messageId":"1","body":"look"},{"messageId":"2","body":"good"},{"messageId":"3","body":"look"},{"messageId":"4","body":"bad"}]}`

var errBroken = errors.New("it is broken")

// office is a door that writes down what it does.
type office struct {
	batch.Door
	did   []string
	looks error
	log   bytes.Buffer
}

func open() *office {
	o := &office{}
	o.Log = slog.New(slog.NewTextHandler(&o.log, nil))
	o.Look = func(context.Context) error { o.did = append(o.did, "look"); return o.looks }
	o.Work = func(body string) func(context.Context) error {
		if body == "look" {
			return nil
		}
		return func(context.Context) error {
			o.did = append(o.did, body)
			if body == "bad" {
				return errBroken
			}
			return nil
		}
	}
	return o
}

// Only what failed comes again, and why is in the log.
func TestEachMessageCountsAlone(t *testing.T) {
	o := open()
	answer, err := o.Invoke(t.Context(), []byte(event))
	if err != nil || string(answer) != `{"batchItemFailures":[{"itemIdentifier":"4"}]}` {
		t.Errorf("answer %s, %v", answer, err)
	}
	slices.Sort(o.did[1:])
	if !slices.Equal(o.did, []string{"look", "bad", "good"}) {
		t.Errorf("it did %q; want one look, and that first", o.did)
	}
	if !strings.Contains(o.log.String(), errBroken.Error()) {
		t.Errorf("the log says %q", o.log.String())
	}
}

func TestALookThatFails(t *testing.T) {
	o := open()
	o.looks = errBroken
	answer, err := o.Invoke(t.Context(), []byte(event))
	if err != nil || string(answer) != `{"batchItemFailures":[{"itemIdentifier":"1"},{"itemIdentifier":"3"},{"itemIdentifier":"4"}]}` {
		t.Errorf("answer %s, %v", answer, err)
	}
	if _, err := o.Invoke(t.Context(), []byte(`{"source":"aws.events"}`)); !errors.Is(err, errBroken) {
		t.Errorf("the clock is answered %v", err)
	}
	if _, err := o.Invoke(t.Context(), []byte(`no event`)); err == nil {
		t.Error("what is no event is taken")
	}
}
