package iam

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// Account is where the resources are that requests speak of.
type Account struct {
	Partition, ID string
	// Key is the ARN of the key that a customer has a table encrypted by; empty
	// for a table without one.
	Key func(table string) string
	// Hash is the attribute that is the partition key of a table.
	Hash func(table string) string
}

// Request is one to a service, signed by whom it is of.
type Request struct {
	*http.Request
	Body []byte
	// What the signature says: who asks, and which service of which region.
	Who, Region, Service string
}

// Read reads by whom a request is signed, and for what.
func Read(r *http.Request, body []byte) (Request, error) {
	_, rest, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	scope, _, _ := strings.Cut(rest, ",")
	parts := strings.Split(scope, "/")
	if len(parts) != 5 {
		return Request{}, fmt.Errorf("%s %s is not signed", r.Method, r.URL.Path)
	}
	return Request{r, body, parts[0], parts[2], parts[3]}, nil
}

// Needs are what a request needs, as the service authorization reference of AWS
// has it. Operations that are not known here are an error.
func (a Account) Needs(r Request) ([]Need, error) {
	by := map[string]func(Request) ([]Need, error){
		"dynamodb": a.tables, "s3": a.objects, "sqs": a.queues, "ssm": a.parameters, "ses": a.mail,
	}[r.Service]
	if by == nil {
		return nil, fmt.Errorf("the service %q is not known here", r.Service)
	}
	all, err := by(r)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s %s needs nothing at all", r.Method, r.URL)
	}
	return all, err
}

// arn is the name of a resource of a service.
func (a Account) arn(r Request, service, resource string) string {
	return strings.Join([]string{"arn", a.Partition, service, r.Region, a.ID, resource}, ":")
}

// operation is what a request of a JSON protocol asks for, and its parts.
func (r Request) operation(in any) (name string, err error) {
	_, name, _ = strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	if err := json.Unmarshal(r.Body, in); err != nil {
		return name, fmt.Errorf("%s of %s: %w", name, r.Service, err)
	}
	return name, nil
}

// unknown is the answer to what is not known here.
func (r Request) unknown() error {
	return fmt.Errorf("%s %s %s of %s is not known here", r.Method, r.URL, r.Header.Get("X-Amz-Target"), r.Service)
}
