package rehearsal

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// everything is content of all kinds that become facts.
func everything() map[string]string {
	files := maps.Clone(content)
	files["components.yaml"] += "metrics:\n  - {id: orders, name: Orders}\n"
	files["incidents/new.md"] = "---\ntitle: Slow logins\nimpact: minor\ncomponents: {web: degraded_performance}\n---\n## " + stamp(ago(114)) + " investigating\nIt is slow.\n"
	files["incidents/winter.md"] = "---\ntitle: A long winter\nimpact: minor\ncomponents: {web: degraded_performance}\n---\n## " + stamp(ago(322)) + " investigating\nIt is slow.\n\n" +
		"## " + stamp(ago(202)) + " resolved\nIt is fast.\n"
	files["maintenance/backup.md"] = "---\ntitle: Backup\ncomponents: {api: under_maintenance}\nstarts: " + stamp(ago(22)) + "\nends: " + stamp(ago(22).Add(time.Hour)) +
		"\nrepeat: {rule: FREQ=WEEKLY}\n---\n## " + stamp(ago(29)) + " scheduled\nAs each week.\n"
	return files
}

// eastward has days cut elsewhere, so that all that is counted by days is counted anew.
func eastward(files map[string]string) map[string]string {
	files["site.yaml"] = strings.Replace(files["site.yaml"], zone(0), zone(2), 1)
	return files
}

// What files say goes with them, and comes back with them, and so does what others
// have added to it.
func TestFilesThatGoAndComeBack(t *testing.T) {
	s := published(t)
	bob, _ := s.administrator()
	p := &program{s, bob.token("ops", "edit", "person")}
	s.apply(everything())
	s.clock()
	p.calls("POST", "/metrics/"+p.numberOf("/metrics", "Orders")+"/points", `{"value":3}`)
	s.apply(eastward(everything()))
	s.clock()
	s.whole()
	slow := p.numberOf("/incidents", "Slow logins")
	p.calls("POST", "/incidents/"+slow+"/updates", `{"status":2,"message":"It is the disk."}`)
	s.clock()
	if page := s.read("/incidents/new.html"); !strings.Contains(page, "It is the disk.") {
		t.Fatalf("what was added is not on the page: %.600s", page)
	}
	s.apply(content)
	s.clock()
	if page := s.read("/"); strings.Contains(page, "Slow logins") || strings.Contains(page, "Backup") || strings.Contains(page, "Orders") {
		t.Errorf("what no file says any more is on the page: %.900s", page)
	}
	s.apply(everything())
	s.clock()
	if page := s.read("/incidents/new.html"); !strings.Contains(page, "It is the disk.") {
		t.Errorf("what was added did not come back: %.600s", page)
	}
	s.whole()
}

// numberOf is the number in the API of what is in a list.
func (p *program) numberOf(list, name string) string {
	p.t.Helper()
	_, answer := p.calls("GET", list, "")
	var all struct {
		Data []struct {
			ID   json.Number
			Name string
		}
	}
	p.must(json.Unmarshal([]byte(answer), &all))
	for _, x := range all.Data {
		if x.Name == name {
			return x.ID.String()
		}
	}
	p.t.Fatalf("there is no %q in %.600s", name, answer)
	return ""
}

// An edit of the content whose door dies each time, in a zone of its own, is brought to
// its end by the publisher, which has waited for it: the page never shows half of it.
func TestAnEditThatIsLeftBehind(t *testing.T) {
	s := published(t)
	bob, _ := s.administrator()
	p := &program{s, bob.token("ops", "edit", "person")}
	p.calls("POST", "/incidents/"+p.numberOf("/incidents", "An old one")+"/updates", `{"status":4,"message":"It was the disk."}`)
	s.clock()
	files := eastward(everything())
	delete(files, "incidents/old.md")
	door := s.door("archive")
	credential := "Credential=" + s.describe("archive").Name + "/"
	s.tables.intervene(func(r *http.Request) (int, string) {
		if !strings.HasPrefix(operation(r), "BatchWrite") || !strings.Contains(r.Header.Get("Authorization"), credential) {
			return 0, ""
		}
		door.process.Process.Kill()
		return http.StatusServiceUnavailable, ""
	})
	s.apply(files)
	s.heal()
	s.dates(time.Now().Add(time.Hour)) // however slow this machine is, it is under way
	s.clock()
	if page := s.read("/"); strings.Contains(page, "Slow logins") || strings.Contains(page, "Backup") {
		t.Errorf("half of an edit is on the page: %.900s", page)
	}
	s.dates(time.Now().Add(-10 * time.Minute))
	s.clock()
	if page := s.read("/"); !strings.Contains(page, "Slow logins") || !strings.Contains(page, "Backup") {
		t.Errorf("what was left behind is not on the page: %.900s", page)
	}
	s.whole()
}

// dates has the edit that is under way be of a time.
func (s *stack) dates(at time.Time) {
	s.t.Helper()
	table := sdk.String(s.ref("PageTable"))
	key := map[string]types.AttributeValue{"part": &types.AttributeValueMemberS{Value: "app"}, "sort": &types.AttributeValueMemberS{Value: "=content-current"}}
	out, err := s.dynamo.GetItem(s.t.Context(), &dynamodb.GetItemInput{TableName: table, Key: key})
	s.must(err)
	value, ok := out.Item["value"].(*types.AttributeValueMemberB)
	if !ok {
		s.t.Fatalf("no edit is under way: %v", out.Item)
	}
	var current map[string]any
	s.must(json.Unmarshal(value.Value, &current))
	if current["done"] != false {
		s.t.Fatalf("the edit is at its end: %s", value.Value)
	}
	current["at"] = at.UTC()
	value.Value, err = json.Marshal(current)
	s.must(err)
	_, err = s.dynamo.PutItem(s.t.Context(), &dynamodb.PutItemInput{TableName: table, Item: out.Item})
	s.must(err)
}
