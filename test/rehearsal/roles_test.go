package rehearsal

import (
	"flag"
	"fmt"
	"net/http"
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
	for _, name := range []string{"test.run", "test.skip"} {
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
	refused  []string
	meant    bool // a test takes rights away
}

// roles are those of the functions. Each function is to have one of its own.
func (s *stack) assume() *roles {
	s.t.Helper()
	r := &roles{stack: s.name, policies: map[string][]iam.Statement{}, account: iam.Account{Partition: "aws", ID: account, Key: func(table string) string { return s.keys[table] }}}
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
	return iam.Right{Action: right.Action, Resource: strings.ReplaceAll(right.Resource, r.stack, "STACK")}
}

// refuse answers a request that the role of who asks does not allow.
func (r *roles) refuse(w http.ResponseWriter, asked iam.Request) (done bool) {
	needs, err := r.account.Needs(asked)
	if err != nil {
		r.note(err.Error())
		http.Error(w, err.Error(), http.StatusNotImplemented)
		return true
	}
	for _, n := range needs {
		if !r.may(asked.Who, n) {
			r.note(fmt.Sprintf("the role of %s does not allow %s", asked.Who, n))
			asked.Refuse(w, assumed(asked.Who), n)
			return true
		}
	}
	return false
}

// hide answers for an object that is not there, as S3 does to who may not list the
// bucket: that it may not be read.
func (r *roles) hide(w http.ResponseWriter, asked iam.Request) bool {
	if asked.Service != "s3" {
		return false
	}
	bucket, _, _ := strings.Cut(strings.TrimPrefix(asked.URL.Path, "/"), "/")
	n := iam.Need{Action: "s3:ListBucket", Resource: "arn:aws:s3:::" + bucket}
	if r.may(asked.Who, n) {
		return false
	}
	w.Header().Del("Content-Length")
	asked.Refuse(w, assumed(asked.Who), n)
	return true
}

// assumed is what a function is called that has assumed its role.
func assumed(function string) string {
	return "arn:aws:sts::" + account + ":assumed-role/" + function + "Role/" + function
}

// may decides, and notes the right that was used.
func (r *roles) may(function string, n iam.Need) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	by, ok := iam.Decide(r.policies[function], n)
	if ok {
		rights.Uses(function, r.anywhere(by))
	}
	return ok
}

// without takes the rights to an action away from a function, as a template would
// that lacks them, until they are restored.
func (r *roles) without(function, action string) (restore func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.meant = true
	was := r.policies[function]
	less := slices.Clone(was)
	for i, s := range less {
		less[i].Actions = slices.DeleteFunc(slices.Clone(s.Actions), func(a string) bool { return a == action })
	}
	r.policies[function] = less
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.policies[function] = was
	}
}

func (r *roles) note(refusal string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Contains(r.refused, refusal) {
		r.refused = append(r.refused, refusal)
	}
}

// unmeant are the refusals that no test wants: a role has too little.
func (r *roles) unmeant() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.meant {
		return nil
	}
	return slices.Clone(r.refused)
}

// acts holds that AWS may do something in the name of a door's function.
func (s *stack) acts(door, resource string, actions ...string) {
	name := s.describe(door).Name
	for _, a := range actions {
		if n := (iam.Need{Action: a, Resource: resource}); !s.roles.may(name, n) {
			s.roles.note(fmt.Sprintf("the role of %s does not let AWS do %s in its name", name, n))
		}
	}
}
