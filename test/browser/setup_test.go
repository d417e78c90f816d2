package browser

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// setsUpWithoutScript makes what the page shows on a narrow phone: a component,
// seen on the page, and a metric with a point; and tries a source before anything
// is sent to it.
func (v *visitor) setsUpWithoutScript() {
	v.Helper()
	v.open("/admin/components")
	v.fill("name", "Printers", "description", "In the basement")
	v.tap(`form[action="/admin/components"] button`, "The component is on the page within seconds.", "Printers")
	v.eval(`document.querySelector("a[href^='/admin/components/printers-'][href$=edit]").getAttribute("href")`, &v.made)
	v.untilPublished("/", "Printers")
	v.open(v.made)
	v.fill("name", "Copiers")
	v.tap(`form[action$=edit] button`, "Saved.", "Copiers")

	v.open("/admin/metrics")
	v.fill("name", "Queue", "suffix", "jobs")
	v.tap(`form[action="/admin/metrics"] button`, "The metric is there.")
	v.eval("location.pathname", &v.measured)
	v.fill("value", "17.5")
	v.tap(`form[action$=points] button`, "The point is added.", "17.50 jobs")

	v.open("/admin/sources/prometheus")
	v.tap("button[value=try]", "The door answers 202", "is the first that fits", "On the page")
}

// drags puts a component before another one with the mouse, which scripts do.
func (v *visitor) drags() {
	v.Helper()
	v.open("/admin/components")
	v.fill("name", "Faxes")
	v.leave(`form[action="/admin/components"] button`)
	order := func() string {
		var names []string
		v.eval(`[...document.querySelectorAll("[data-move] bdi")].map((e) => e.textContent)`, &names)
		return strings.Join(names, " ")
	}
	if got := order(); !strings.HasSuffix(got, "Copiers Faxes") {
		v.Fatalf("the order is %s", got)
	}
	v.do("drag", func(ctx context.Context) error {
		return v.tab.Leave(ctx, `(() => {
			const [onto, dragged] = [...document.querySelectorAll("[data-move]")].slice(-2), data = new DataTransfer()
			for (const [name, target] of [["dragstart", dragged], ["dragover", onto], ["drop", onto]])
				target.dispatchEvent(new DragEvent(name, {bubbles: true, cancelable: true, dataTransfer: data}))
		})()`)
	})
	if got := order(); !strings.HasSuffix(got, "Faxes Copiers") {
		v.Errorf("dragged, the order is %s", got)
	}
}

// received sends a webhook and finds its page.
func (v *visitor) received(t *testing.T) {
	v.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, v.site.url+"/hooks/prometheus", strings.NewReader(`{"odd": "<script>"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer s3cret")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var is struct{ ID string }
	if err := json.NewDecoder(resp.Body).Decode(&is); err != nil || is.ID == "" {
		t.Fatalf("the webhook was answered %d, %v", resp.StatusCode, err)
	}
	v.delivered = "/admin/deliveries/" + is.ID
}
