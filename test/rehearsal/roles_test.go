package rehearsal

import (
	"flag"
	"slices"
	"strings"
	"sync"

	"tidings/test/iam"
	"tidings/test/template"
)

// rights are those of all roles, and which of them any scenario has used.
var rights iam.Ledger

// findings are what is wrong with the rights once all scenarios were played: nothing
// is said after some of them.
func findings() []string {
	for _, name := range []string{"test.run", "test.skip", "test.list"} {
		if flag.Lookup(name).Value.String() != "" {
			return nil
		}
	}
	return rights.Unused(needless())
}

// roles decide what the doors of a stack may do, by what the template gives each.
type roles struct {
	account iam.Account
	stack   string

	mu       sync.Mutex
	policies map[string][]iam.Statement // by function
	meant    map[iam.Right]bool         // refusals that a test wants: actions by function
	refused  []string
}

// assume gives each function its role: one that no other has.
func (s *stack) assume() *roles {
	s.t.Helper()
	r := &roles{stack: s.name, policies: map[string][]iam.Statement{}, meant: map[iam.Right]bool{}}
	r.account = iam.Account{Partition: "aws", ID: account, Key: func(table string) string { return s.keys[table] }, Hash: func(table string) string { return s.hashes[table] }}
	for _, name := range s.named("AWS::IAM::Role") {
		arn, err := s.refer(name, "Arn")
		s.must(err)
		i := slices.IndexFunc(s.described, func(f template.Function) bool { return f.Role == arn })
		if i < 0 {
			s.t.Fatalf("%s is no function's", name)
		}
		r.policies[s.described[i].Name] = s.policy(name)
	}
	for function, statements := range r.policies {
		for _, right := range iam.Rights(statements) {
			rights.Has(function, r.anywhere(right))
		}
	}
	return r
}

// policy is what a role allows, which Lambda is to be able to assume.
func (s *stack) policy(role string) (all []iam.Statement) {
	s.t.Helper()
	p := s.properties(role)
	for _, key := range p.Keys() {
		if key != "AssumeRolePolicyDocument" && key != "Policies" {
			s.t.Fatalf("%s has %s, which is not known here", role, key)
		}
	}
	assumed, err := iam.Statements(p["AssumeRolePolicyDocument"])
	s.must(err)
	for i := range assumed { // of whom it is goes without saying
		assumed[i].Resources = []string{"*"}
	}
	if _, may := iam.Decide(assumed, iam.Need{Action: "sts:AssumeRole", By: "Service lambda.amazonaws.com"}); !may {
		s.t.Fatalf("Lambda may not assume %s", role)
	}
	for _, v := range template.List(p["Policies"]) {
		statements, err := iam.Statements(v.(template.Resource)["PolicyDocument"])
		s.must(err)
		all = append(all, statements...)
	}
	return all
}

// anywhere is a right as it is in every stack.
func (r *roles) anywhere(right iam.Right) iam.Right {
	right.Resource = strings.ReplaceAll(right.Resource, r.stack, "STACK")
	if table, _, is := strings.Cut(right.Resource, "/stream/"); is { // which is named by when it was made
		right.Resource = table + "/stream/BEGUN"
	}
	return right
}
