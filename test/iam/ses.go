package iam

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/mail"
)

// mail are the needs of requests to version 2 of SES.
func (a Account) mail(r Request) ([]Need, error) {
	switch r.Method + " " + r.URL.Path {
	case "GET /v2/email/account":
		return []Need{{Action: "ses:GetAccount", Resource: "*"}}, nil
	case "POST /v2/email/outbound-emails":
		return a.sending(r)
	}
	return nil, r.unknown()
}

// sending is what a message needs, of its sender and of the configuration set that
// it goes by. The reference names SendEmail for the operation, while a message that
// is given raw is refused in the name of SendRawEmail: a role needs both.
func (a Account) sending(r Request) (all []Need, err error) {
	var in struct {
		FromEmailAddress, ConfigurationSetName string
		Content                                struct{ Raw *struct{ Data []byte } }
	}
	if err := json.Unmarshal(r.Body, &in); err != nil {
		return nil, fmt.Errorf("a message to SES: %w", err)
	}
	if in.FromEmailAddress == "" && in.Content.Raw != nil {
		in.FromEmailAddress = sender(in.Content.Raw.Data)
	}
	from, err := mail.ParseAddress(in.FromEmailAddress)
	if err != nil {
		return nil, fmt.Errorf("a message to SES is of %q: %w", in.FromEmailAddress, err)
	}
	on := []string{a.arn(r, "ses", "identity/"+from.Address)}
	if in.ConfigurationSetName != "" {
		on = append(on, a.arn(r, "ses", "configuration-set/"+in.ConfigurationSetName))
	}
	actions := []string{"ses:SendEmail"}
	if in.Content.Raw != nil {
		actions = append(actions, "ses:SendRawEmail")
	}
	for _, action := range actions {
		for _, resource := range on {
			all = append(all, Need{Action: action, Resource: resource, Context: Context{"ses:FromAddress": {from.Address}}})
		}
	}
	return all, nil
}

// sender is by whom a message says it is.
func sender(raw []byte) string {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return ""
	}
	return m.Header.Get("From")
}
