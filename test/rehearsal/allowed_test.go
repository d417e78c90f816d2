package rehearsal

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"tidings/test/iam"
)

// admit reads a request, and answers one that the role of who asks does not allow.
func (r *roles) admit(w http.ResponseWriter, of *http.Request) (asked iam.Request, ok bool) {
	body, err := io.ReadAll(of.Body)
	if err != nil {
		return asked, false // who asks is gone
	}
	of.Body = io.NopCloser(bytes.NewReader(body))
	if asked, err = iam.Read(of, body); err != nil {
		r.note(err.Error())
		http.Error(w, err.Error(), http.StatusForbidden)
		return asked, false
	}
	return asked, !r.refuse(w, asked)
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
			r.lacks(asked.Who, n)
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
		for _, right := range by {
			rights.Uses(function, r.anywhere(right))
		}
	}
	return ok
}

// without takes the rights to an action away from a function, as a template would
// that lacks them, until they are restored.
func (r *roles) without(function, action string) (restore func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.meant[iam.Right{Action: action, Resource: function}] = true
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

// means has nothing that a function is refused count as wrong.
func (r *roles) means(function string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.meant[iam.Right{Resource: function}] = true
}

// lacks notes that a role has too little, unless a test has it so.
func (r *roles) lacks(function string, n iam.Need) {
	r.mu.Lock()
	meant := r.meant[iam.Right{Action: n.Action, Resource: function}] || r.meant[iam.Right{Resource: function}]
	r.mu.Unlock()
	if !meant {
		r.note(fmt.Sprintf("the role of %s does not allow %s", function, n))
	}
}

func (r *roles) note(wrong string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Contains(r.refused, wrong) {
		r.refused = append(r.refused, wrong)
	}
}

// wrong is what was refused though nobody meant it to be.
func (r *roles) wrong() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.refused)
}

// acts holds that AWS may do something in the name of a door's function.
func (s *stack) acts(door, resource string, actions ...string) {
	name := s.describe(door).Name
	for _, a := range actions {
		if n := (iam.Need{Action: a, Resource: resource}); !s.roles.may(name, n) {
			s.roles.lacks(name, n)
		}
	}
}
