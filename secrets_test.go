package tidings_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// comparing is the one package that says whether what was shown is a secret.
const comparing = "internal/secret/proof"

// secretive are the names of what only its owner knows, or what is made of that;
// guarded those that mean it where the houses of secrets are.
var (
	secretive = regexp.MustCompile(`(?i)secret|token|passw|passphrase|signature|hmac|nonce|hash|proof|credential|bearer|cookie|\bmac\b`)
	guarded   = regexp.MustCompile(`(?i)code|sum|digest`)
	houses    = regexp.MustCompile(`^internal/(intake|access|contacts|secret|sns|boot/cloud|web/admin)(/|$)`)
)

// open are comparisons of what is named like a secret and is none, or of two things
// of which nobody outside has shown either, each with the reason.
var open = map[string]string{
	"internal/access/credential.go: now.Password != r.Password": "two hashes that are kept: whether it was changed meanwhile",
	"internal/access/signin.go: now.Password != was.Password":   "two hashes that are kept: whether it was changed meanwhile",
	"internal/access/signin.go: now.Password == old":            "two hashes that are kept: whether it was changed meanwhile",
	"internal/gitrepo/gitrepotest/host.go: password != h.Token": "a stand-in for tests, with a token of its own",
	"internal/repo/tree.go: n.Content[i].Value == token":        "a part of a JSON pointer",
}

// What was shown is compared with a secret in one place, in a time that tells nothing:
// the first difference that == finds can be measured from outside.
func TestSecretsAreComparedInOnePlace(t *testing.T) {
	unused := map[string]bool{}
	for place := range open {
		unused[place] = true
	}
	files := 0
	eachSource(t, func(path string, set *token.FileSet, f *ast.File) {
		files++
		at := filepath.ToSlash(filepath.Dir(path))
		for _, i := range f.Imports {
			if i.Path.Value == `"crypto/subtle"` && at != comparing {
				t.Errorf("%s imports crypto/subtle: compare by %s", path, comparing)
			}
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if !comparesSecret(n, houses.MatchString(at)) {
				return true
			}
			place := filepath.ToSlash(path) + ": " + written(set, n)
			if _, reason := open[place]; !reason {
				t.Errorf("%s at %s: compare it by %s.Same, or say here why not", place, set.Position(n.Pos()), comparing)
			}
			delete(unused, place)
			return true
		})
	})
	for place := range unused {
		t.Errorf("%s is no longer there: take its reason out", place)
	}
	if files < 300 {
		t.Errorf("only %d files were looked at", files)
	}
}

// The rule finds what it forbids.
func TestComparisonsOfSecretsAreFound(t *testing.T) {
	for source, want := range map[string]bool{
		`given == secret`:                       true,
		`r.Header.Get("x") != src.Token`:        true,
		`bytes.Equal(sum, mac.Sum(nil))`:        true,
		`hmac.Equal(sum, other)`:                true,
		`strings.EqualFold(given, a.signature)`: true,
		`slices.Contains(tokens, given)`:        true,
		`slices.Index(hashes, given)`:           true,
		`string(hash[:]) == kept`:               true,
		`secret == ""`:                          false,
		`token != nil`:                          false,
		`len(secret) == n`:                      false,
		`n != hex.EncodedLen(len(secret))`:      false,
		`z.Next() == html.ErrorToken`:           false,
		`resp.StatusCode != http.StatusOK`:      false,
		`a == b`:                                false,
	} {
		e, err := parser.ParseExpr(source)
		if err != nil {
			t.Fatal(err)
		}
		if comparesSecret(e, true) != want {
			t.Errorf("%s: found is %v", source, !want)
		}
	}
}

// eachSource gives the files of the program, tests left out.
func eachSource(t *testing.T, look func(path string, set *token.FileSet, f *ast.File)) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch name := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && path != "." && (strings.HasPrefix(name, ".") || name == "node_modules" || path == "test" || path == "bench"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err == nil {
			look(path, set, f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// comparesSecret reports whether an expression compares something that is named like
// a secret with what is no constant. In a house of secrets more names are.
func comparesSecret(n ast.Node, house bool) bool {
	a, b := compared(n)
	if a == nil || constant(a) || constant(b) {
		return false
	}
	named := nameOf(a) + " " + nameOf(b)
	return secretive.MatchString(named) || house && guarded.MatchString(named)
}

// compared are the two sides of a comparison; nil for what is none.
func compared(n ast.Node) (a, b ast.Expr) {
	switch x := n.(type) {
	case *ast.BinaryExpr:
		if x.Op == token.EQL || x.Op == token.NEQ {
			return x.X, x.Y
		}
	case *ast.CallExpr:
		f, is := x.Fun.(*ast.SelectorExpr)
		if !is || len(x.Args) != 2 {
			return nil, nil
		}
		switch pkg, _ := f.X.(*ast.Ident); {
		case pkg == nil:
		case strings.Contains(" bytes.Equal bytes.Compare hmac.Equal slices.Equal slices.Compare slices.Contains slices.Index strings.Compare strings.EqualFold reflect.DeepEqual cmp.Compare ", " "+pkg.Name+"."+f.Sel.Name+" "):
			return x.Args[0], x.Args[1]
		}
	}
	return nil, nil
}

// constant reports whether nobody's secret can be meant: a literal, nil, or a name
// of another package.
func constant(e ast.Expr) bool {
	switch x := e.(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return x.Name == "nil" || x.Name == "true" || x.Name == "false"
	case *ast.SelectorExpr:
		pkg, is := x.X.(*ast.Ident)
		return is && strings.Contains(" html atom http plumbing status otp lib syscall ", " "+pkg.Name+" ")
	}
	return false
}

// nameOf is the name by which an expression calls what it gives; empty for a length.
func nameOf(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		return x.Sel.Name
	case *ast.IndexExpr:
		return nameOf(x.X)
	case *ast.SliceExpr:
		return nameOf(x.X)
	case *ast.StarExpr:
		return nameOf(x.X)
	case *ast.ParenExpr:
		return nameOf(x.X)
	case *ast.CallExpr:
		switch name := nameOf(x.Fun); {
		case name == "string" && len(x.Args) == 1:
			return nameOf(x.Args[0])
		case !strings.HasSuffix(strings.ToLower(name), "len"):
			return name
		}
	}
	return ""
}

func written(set *token.FileSet, n ast.Node) string {
	var b bytes.Buffer
	printer.Fprint(&b, set, n)
	return b.String()
}
