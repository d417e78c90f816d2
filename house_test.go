package tidings_test

import (
	"os/exec"
	"strings"
	"testing"
)

// The arrows that may never be drawn, each with its reason. A name ending in
// "/..." means everything below it.
var forbidden = []rule{
	{"tidings/generator/...", "tidings/internal/store/memory", "the generator is pure: it is given what it shows"},
	{"tidings/generator/...", "tidings/internal/store/sqlite", "the generator is pure: it is given what it shows"},
	{"tidings/generator/...", "net/http", "the generator has no network"},
	{"tidings/generator/...", "tidings/internal/contacts/...", "private data cannot reach public output"},
	{"tidings/generator/...", "tidings/internal/access/...", "accounts and tokens cannot reach public output"},
	{"tidings/generator/...", "tidings/internal/inbox", "what senders wrote cannot reach public output"},
	{"tidings/internal/intake", "tidings/internal/contacts/...", "private data stays in its own house"},
	{"tidings/internal/publish/...", "tidings/internal/contacts/...", "private data cannot reach public output"},
	{"tidings/internal/repo", "tidings/internal/contacts/...", "private data cannot reach public output"},
	{"tidings/internal/contacts", "tidings/generator/...", "the book knows no page"},
	{"tidings/internal/contacts", "net/http", "the book knows no network"},
	{"tidings/internal/notify", "github.com/aws/aws-sdk-go-v2/...", "only boot and adapters name a vendor"},
	{"tidings/internal/notify/feedback", "github.com/aws/aws-sdk-go-v2/...", "a door that takes feedback sends no mail"},
	{"tidings/internal/awsconf", "tidings/internal/awsconf/chain", "a function has its keys in its environment"},
	{"tidings/internal/notify", "tidings/internal/notify/smtp", "what is told does not depend on how it travels"},
	{"tidings/internal/status", "tidings/internal/config", "the rules know no files"},
	{"tidings/internal/status", "tidings/internal/store/sqlite", "the rules know no database"},
	{"tidings/internal/status", "net/http", "the rules know no network"},
	{"tidings/internal/intake", "tidings/internal/inbox", "a parser turns bytes into signals and keeps nothing"},
	{"tidings/internal/publish/...", "tidings/internal/status", "a publisher moves files and knows no incident"},
	{"tidings/internal/publish/...", "tidings/generator", "a publisher moves files and knows no page"},
	{"tidings/internal/repo", "tidings/internal/store/sqlite", "reading files decides nothing about keeping facts"},
	{"tidings/internal/build", "tidings/internal/store/sqlite", "a build needs no database"},
	{"tidings/internal/build", "net/http", "a build needs no network"},
	{"tidings/internal/web", "tidings/generator", "handlers see pages through small interfaces"},
	{"tidings/internal/web/v1", "tidings/generator", "the API speaks of facts, never of pages"},
	{"tidings/internal/web/v1", "tidings/internal/store/sqlite", "only boot names a database"},
	{"tidings/internal/web", "tidings/internal/store/sqlite", "only boot names a database"},
	{"tidings/internal/app", "modernc.org/sqlite", "only boot names a database"},
	{"tidings/internal/app", "github.com/aws/aws-sdk-go-v2/...", "only boot and adapters name a vendor"},
	{"tidings/internal/web", "github.com/aws/aws-sdk-go-v2/...", "only boot and adapters name a vendor"},
	{"tidings/internal/store/dynamo", "tidings/internal/store/sqlite", "one adapter never leans on another"},
	{"tidings/internal/backup", "tidings/internal/status", "a backup moves records and knows no fact"},
	{"tidings/internal/config", "tidings/internal/repo", "config is a leaf"},
	{"tidings/internal/app", "tidings/internal/repo", "a program lives by what was read: who reads is handed in, and a door that reads nothing links no parser"},
	{"tidings/internal/content", "tidings/internal/repo", "what content is brings no parser"},
	{"tidings/internal/content/reading", "tidings/internal/app", "content is read the same whoever takes it in"},
	{"tidings/internal/gitrepo", "tidings/internal/...", "a repository is files and commits, whatever they mean"},
	{"tidings/internal/repo", "tidings/internal/gitrepo", "content files are read the same wherever they lie"},
	{"tidings/internal/store/memory", "tidings/internal/store/sqlite", "one adapter never leans on another"},
	{"tidings/internal/store/sqlite", "tidings/internal/store/memory", "one adapter never leans on another"},
	{"tidings/internal/access/...", "tidings/internal/web/...", "who may do what does not hang on HTTP pages"},
	{"tidings/internal/access/...", "tidings/internal/contacts/...", "accounts and contacts are houses of their own"},
	{"tidings/internal/access/...", "tidings/internal/store/sqlite", "only boot names a database"},
	{"tidings/internal/app", "github.com/go-webauthn/...", "only what people sign in to links WebAuthn: a megabyte"},
	{"tidings/internal/access", "github.com/go-webauthn/webauthn/webauthn", "a door that only checks tokens links no passkeys"},
	{"tidings/internal/access", "github.com/coreos/go-oidc/v3/oidc", "a door that only checks tokens links no single sign-on"},
	{"tidings/internal/web/admin", "tidings/internal/store/sqlite", "only boot names a database"},
	{"tidings/internal/web/admin", "tidings/generator", "handlers see pages through small interfaces"},
	{"tidings/internal/web/admin/composer", "tidings/internal/store/sqlite", "only boot names a database"},
	{"tidings/internal/web/admin/composer", "tidings/generator", "handlers see pages through small interfaces"},
	{"tidings/internal/web/admin/composer", "tidings/internal/contacts/...", "a handler of incidents reads nobody's address"},
	{"tidings/internal/web/admin/planner", "tidings/generator", "handlers see pages through small interfaces"},
	{"tidings/internal/web/admin/planner", "tidings/internal/store/sqlite", "only boot names a database"},
	{"tidings/internal/web/admin/planner", "tidings/internal/contacts/...", "a handler of planned work reads nobody's address"},
	{"tidings/internal/web/admin/posting", "tidings/generator", "handlers see pages through small interfaces"},
	{"tidings/internal/web/admin/posting", "tidings/internal/contacts/...", "a handler of incidents reads nobody's address"},
	{"tidings/internal/web/admin/catalog", "tidings/internal/store/sqlite", "only boot names a database"},
	{"tidings/internal/web/admin/catalog", "tidings/generator", "handlers see pages through small interfaces"},
	{"tidings/internal/web/admin/delivery", "tidings/internal/store/sqlite", "only boot names a database"},
	{"tidings/internal/web/admin/delivery", "tidings/generator", "handlers see pages through small interfaces"},
	{"tidings/internal/web/admin/delivery", "tidings/internal/notify/smtp", "the dashboard does not know how mail travels"},
	{"tidings/internal/web/admin/subscribers", "tidings/internal/store/sqlite", "only boot names a database"},
	{"tidings/internal/web/admin/subscribers", "tidings/generator", "private data cannot reach public output"},
	{"tidings/internal/web/admin/monitors", "tidings/internal/store/sqlite", "only boot names a database"},
	{"tidings/internal/web/admin/monitors", "tidings/internal/contacts/...", "what monitors say has nothing to do with people"},
	{"tidings/internal/web/admin/channels", "tidings/internal/store/sqlite", "only boot names a database"},
	{"tidings/internal/audit", "tidings/internal/status", "the log is read without knowing what changes mean"},
	{"tidings/test/...", "tidings/internal/...", "the browser sees only what is served"},
	{"tidings/themes", "tidings/internal/...", "themes are words and shapes"},
}

// What a package's own files may not import, though something below them may.
var forbiddenHere = []rule{
	{"tidings/internal/status", "os", "the rules know no files"},
	{"tidings/internal/status", "log/slog", "the rules return errors and log nothing"},
	{"tidings/generator/...", "os", "the generator is pure: no files, no environment"},
	{"tidings/internal/intake", "tidings/internal/store", "a parser turns bytes into signals and keeps nothing"},
	{"tidings/internal/repo", "tidings/internal/store", "reading files decides nothing about keeping facts"},
	{"tidings/internal/importer", "tidings/internal/store", "an import writes content files and keeps nothing itself"},
	{"tidings/internal/importer", "tidings/generator", "what another page said is made a page by a build like any other"},
}

type rule struct{ from, to, why string }

func TestArrowsPointDown(t *testing.T) {
	hold(t, forbidden, packages(t, "Deps"))
	hold(t, forbiddenHere, packages(t, "Imports"))
}

func hold(t *testing.T, rules []rule, reached map[string][]string) {
	t.Helper()
	for _, r := range rules {
		matched := false
		for pkg, all := range reached {
			if !within(pkg, r.from) {
				continue
			}
			matched = true
			for _, other := range all {
				if within(other, r.to) && other != pkg {
					t.Errorf("%s reaches %s: %s", pkg, other, r.why)
				}
			}
		}
		if !matched {
			t.Errorf("no package is called %s: mend the rule", r.from)
		}
	}
}

// packages maps each of our packages to what it reaches, tests left out: Deps
// for all that it links, Imports for what its own files name.
func packages(t *testing.T, field string) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .`+field+` " "}}`, "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	reached := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) > 0 {
			reached[f[0]] = f[1:]
		}
	}
	return reached
}

func within(pkg, pattern string) bool {
	if base, ok := strings.CutSuffix(pattern, "/..."); ok {
		return pkg == base || strings.HasPrefix(pkg, base+"/")
	}
	return pkg == pattern
}
