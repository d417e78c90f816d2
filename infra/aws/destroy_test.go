package aws

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// goes are what a script asked to be deleted, in turn: an action and a name each.
func (c cli) goes() (all []string) {
	for _, m := range regexp.MustCompile(`(?m)^\w+ ((?:delete|schedule)-\S+) --\S+ (\S+)`).FindAllStringSubmatch(c.noted("asked"), -1) {
		all = append(all, m[1]+" "+m[2])
	}
	return all
}

// Taking the stack down takes the stack and nothing else, and names what is kept.
func TestDestroyKeepsWhatThereIs(t *testing.T) {
	c := newCLI(t)
	c.deploys("STACK=page")
	out, err := c.runs("destroy", "STACK=page", "SURE=page")
	if diff := cmp.Diff([]string{"delete-stack page"}, c.goes()); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	for _, want := range []string{"page-table", "site-bucket", "contacts-key", "/tidings/page/", "page-fallback (eu-west-1)"} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say that %s is kept:\n%s", want, out)
		}
	}
}

// Who does not say the name twice, or is not clear about the data, is asked again.
func TestDestroyAsksWhetherItIsMeant(t *testing.T) {
	c := newCLI(t)
	c.deploys("STACK=page")
	for _, env := range [][]string{{"STACK=page"}, {"STACK=page", "SURE=pages"}, {"STACK=page", "SURE=page", "DATA=drop"}} {
		out, err := c.runs("destroy", env...)
		if err == nil || !strings.HasPrefix(out, "destroy: ") || len(c.goes()) > 0 {
			t.Errorf("%q: %v, %s, %q", env, err, out, c.goes())
		}
	}
}

// Told so, it deletes everything: the stacks first, which write to what is emptied then.
func TestDestroyDeletesWhenToldSo(t *testing.T) {
	c := newCLI(t)
	c.deploys("STACK=page", "DOMAIN=status.example.com")
	if out, err := c.runs("destroy", "STACK=page", "SURE=page", "DATA=delete"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	want := []string{"delete-stack page", "delete-stack page-fallback", "delete-stack page-edge",
		"delete-table page-table", "schedule-key-deletion contacts-key", "delete-objects site-bucket", "delete-bucket site-bucket",
		"delete-objects site-elsewhere", "delete-bucket site-elsewhere", "delete-objects exports-elsewhere", "delete-bucket exports-elsewhere",
		"delete-parameter /tidings/page/origin", "delete-parameter /tidings/page/key"}
	if diff := cmp.Diff(want, c.goes()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if asked := c.noted("asked"); !strings.Contains(asked, "update-table --table-name page-table --region eu-central-1 --no-deletion-protection-enabled") {
		t.Error("the table is still protected")
	}
}
