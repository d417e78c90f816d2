package v1_test

import (
	"strings"
	"testing"
	"time"

	"tidings/internal/status"
)

// What a content file defines can be told more of, and planned work of a file
// can be ended; what the file says is changed there.
func TestMoreIsToldOfWhatAFileDefines(t *testing.T) {
	l := newLab(t, 0)
	content := status.Actor{Kind: status.OriginContent, ID: "content"}
	from := func(path string) status.Origin { return status.Origin{Kind: status.OriginContent, Ref: path} }
	if _, err := l.board.PutIncident(t.Context(), content, status.Incident{ID: "filed", Title: "Filed", Origin: from("incidents/filed.md"), Updates: []status.Update{{ID: "1", At: noon, Body: "In the file."}}}, noon); err != nil {
		t.Fatal(err)
	}
	work := status.Maintenance{ID: "work", Title: "Work", Starts: noon.Add(-time.Hour), Ends: noon.Add(time.Hour), Origin: from("maintenance/work.md"), Updates: []status.Update{{ID: "1", At: noon.Add(-2 * time.Hour), State: status.Scheduled, Body: "In the file."}}}
	if _, err := l.board.PutMaintenance(t.Context(), content, work, noon); err != nil {
		t.Fatal(err)
	}
	editor := l.as("edit", "person")
	editor.want(200, "POST", "/incidents/1/updates", `{"status":2,"message":"From here."}`)
	inc := data(editor.want(200, "GET", "/incidents/1", ""))
	is(t, "the state", inc["latest_status"], "2")
	is(t, "the text", inc["message"], `"In the file."`)
	editor.want(200, "PUT", "/schedules/1", `{"status":2}`)
	is(t, "the work", data(editor.want(200, "GET", "/schedules/1", ""))["status"], "2")
	for path, body := range map[string]string{"/incidents/1": `{"name":"Mine"}`, "/schedules/1": `{"name":"Mine"}`} {
		w := editor.do("PUT", path, body)
		if w.Code < 400 || w.Code >= 500 || !strings.Contains(w.Body.String(), "content file") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}
