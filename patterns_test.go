package tidings_test

import (
	"go/ast"
	"go/token"
	"strings"
	"testing"
)

// No pattern is compiled because the program starts: package pattern holds those that
// are kept until they are wanted.
func TestPatternsAreCompiledWhenTheyAreWanted(t *testing.T) {
	eachSource(t, func(path string, set *token.FileSet, f *ast.File) {
		for _, d := range f.Decls {
			if vars, is := d.(*ast.GenDecl); is && vars.Tok == token.VAR && !strings.HasPrefix(path, "infra/") && !strings.HasPrefix(path, "internal/gitrepo/gitrepotest/") {
				atStart(vars, func(n ast.Node) { t.Errorf("%s is compiled at the start: use pattern.New", set.Position(n.Pos())) })
			}
		}
	})
}

// atStart finds what compiles a pattern when a program starts, functions that are only
// called later left out.
func atStart(d *ast.GenDecl, found func(ast.Node)) {
	ast.Inspect(d, func(n ast.Node) bool {
		if _, later := n.(*ast.FuncLit); later {
			return false
		}
		if x, is := n.(*ast.SelectorExpr); is && nameOf(x.X) == "regexp" && strings.HasPrefix(x.Sel.Name, "MustCompile") {
			found(n)
		}
		return true
	})
}
