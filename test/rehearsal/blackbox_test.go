package rehearsal

import (
	"encoding/json"
	"regexp"
	"testing"

	"tidings/test/blackbox"
)

// What is played against `tidings serve` too.
func TestBlackBox(t *testing.T) {
	blackbox.Play(t, func(t *testing.T, content map[string]string) *blackbox.Site {
		s := withIdentity(t)
		s.apply(content)
		s.clock()
		s.carryAll() // what was before is nothing to tell
		return &blackbox.Site{
			URL:       s.front().URL,
			Carry:     s.carryAll,
			Change:    func(files map[string]string) { s.apply(files); s.clock() },
			Letters:   s.rawLetters,
			Forbidden: 409, // CloudFront takes 403 for its own
			Hidden:    404,
			FirstLink: s.firstLink,
		}
	})
}

// firstLink is the link for the first administrator, as the operator of the stack
// gets it.
func (s *stack) firstLink() string {
	s.t.Helper()
	command, err := s.setting.Output("FirstAdministrator")
	s.must(err)
	said := regexp.MustCompile(`^aws lambda invoke --region us-east-1 --function-name (\S+) --cli-binary-format raw-in-base64-out --payload '([^']+)' /dev/stdout$`).FindStringSubmatch(command)
	if said == nil || said[1] != s.ref("Admin") {
		s.t.Fatalf("the command for the first administrator is %s", command)
	}
	out, err := s.door("admin").invoke(s.t.Context(), []byte(said[2]))
	s.must(err)
	var first struct{ Link string }
	s.must(json.Unmarshal(out, &first))
	return first.Link
}

// carryAll takes everything on until nothing is under way, what waits in queues that
// nobody else listens to included.
func (s *stack) carryAll() {
	s.t.Helper()
	s.carry()
	for _, w := range s.wires("SQS") {
		s.deliver(s.address(w.event.At("Queue")), w.door)
	}
	s.carry()
}
