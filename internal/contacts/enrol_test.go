package contacts

import (
	"strings"
	"testing"
	"time"
)

func TestReadList(t *testing.T) {
	rows, bad, err := ReadList(strings.NewReader("\ufeffEmail, components ,severity,maintenance,confirmed\n"+
		"ann@example.com,,,,\n"+
		"not an address,,,,\n"+
		"bob@example.com,api web,major,no,2024-05-01\n"+
		"cat@example.com,api\n"+
		"dan@example.com,,terrible,,\n"+
		"\"eve@example.com,,,,\n"), "the old page", nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || rows[0].Line != 2 || !rows[0].Request.Wish.All || rows[1].Line != 4 || len(rows[1].Request.Wish.Components) != 2 ||
		rows[1].Request.Wish.Maintenance || !rows[1].Confirmed.Equal(time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC)) || rows[1].Request.Form != "the old page" {
		t.Errorf("rows %+v", rows)
	}
	var lines []int
	for _, b := range bad {
		lines = append(lines, b.Line)
	}
	if len(lines) != 4 || lines[0] != 3 || lines[1] != 5 || lines[2] != 6 || lines[3] != 7 {
		t.Errorf("bad lines %v: %v", lines, bad)
	}
	for name, source := range map[string]string{"empty": "", "no email": "address\n", "a stranger": "email,colour\n"} {
		if _, _, err := ReadList(strings.NewReader(source), "", nil); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestEnrol(t *testing.T) {
	d := newDesk(t)
	sub := d.join("ann@example.com", Wish{Components: []string{"api"}, Incident: true})
	if err := d.Report(t.Context(), address(t, "bad@example.com"), Complaint, d.now); err != nil {
		t.Fatal(err)
	}
	for who, want := range map[string]Enrolled{"ann@example.com": Known, "bad@example.com": Barred, "new@example.com": Entered} {
		got, err := d.Enrol(t.Context(), "admin", Request{Address: address(t, who), Wish: everything, Form: "the old page"}, noon.Add(-time.Hour), d.now)
		if got != want || err != nil {
			t.Errorf("%s: %s, %v; want %s", who, got, err, want)
		}
	}
	if got, err := d.Get(t.Context(), sub.ID); err != nil || got.Wish.All {
		t.Errorf("one who was known changed: %+v, %v", got, err)
	}
	got, err := d.Find(t.Context(), address(t, "new@example.com"))
	if err != nil || got.Form != "the old page" || !got.Confirmed.Equal(noon.Add(-time.Hour)) {
		t.Errorf("entered as %+v, %v", got, err)
	}
}

// Everybody of a list has a number of their own, which nobody else ever gets.
func TestAListIsNumbered(t *testing.T) {
	d := newDesk(t)
	d.join("ann@example.com", everything)
	rows := []Row{}
	for _, who := range []string{"bob@example.com", "ann@example.com", "cid@example.com"} {
		rows = append(rows, Row{Line: len(rows) + 2, Request: Request{Address: address(t, who), Wish: everything}})
	}
	ends, err := d.EnrolAll(t.Context(), "admin", rows, d.now)
	if err != nil || ends[Entered] != 2 || ends[Known] != 1 {
		t.Fatalf("%v, %v", ends, err)
	}
	d.now = d.now.Add(2 * QuietFor)
	d.join("dan@example.com", everything)
	list, total, err := d.Numbered(t.Context(), 0, 10)
	if err != nil || total != 4 {
		t.Fatalf("%d are listed, %v", total, err)
	}
	names := ""
	for i, x := range list {
		if names += x.Address.Reveal()[:3] + " "; i > 0 && x.Number <= list[i-1].Number {
			t.Errorf("%v has the number %d after %d", x.Address, x.Number, list[i-1].Number)
		}
	}
	if names != "ann bob cid dan " {
		t.Errorf("listed are %s", names)
	}
}
