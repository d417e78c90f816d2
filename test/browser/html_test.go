package browser

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"tidings/test/browser/chromium"
)

// valid holds that the W3C's validator finds no error in the HTML as it is sent.
func valid(t *testing.T, b *chromium.Browser, s *site) {
	java, err := exec.LookPath("java")
	if err != nil {
		how := "the HTML was not validated: install a Java 11 or later, `make tools` does where there is apt"
		if os.Getenv("CI") == "true" {
			t.Fatal(how)
		}
		t.Log(how)
		return
	}
	dir := t.TempDir()
	for name, path := range pages {
		for file, address := range map[string]string{name: path, name + "-ar": inArabic(path)} {
			if err := os.WriteFile(filepath.Join(dir, file+".html"), s.get(t, address), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if out := validate(t, java, dir); out != "" {
		t.Errorf("not valid:\n%s", out)
	}
	broken := bytes.Replace(s.get(t, "/about"), []byte("<h1>"), []byte("<h1 align=left><div>"), 1)
	if err := os.WriteFile(filepath.Join(dir, "page.html"), broken, 0o644); err != nil {
		t.Fatal(err)
	}
	if validate(t, java, dir) == "" {
		t.Error("the validator does not see what is wrong with a page")
	}
}

// validate returns what the validator finds wrong with the pages of a folder.
func validate(t *testing.T, java, dir string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	jar := tool(t, "vnu-jar/build/dist/vnu.jar")
	// Its CSS is older than these two properties.
	newer := `.*CSS: “(mask|vector-effect)”.*`
	out, err := exec.CommandContext(ctx, java, "-jar", jar, "--errors-only", "--skip-non-html", "--filterpattern", newer, dir).CombinedOutput()
	if err != nil && len(out) == 0 {
		t.Fatalf("validator: %v", err)
	}
	return string(out)
}
