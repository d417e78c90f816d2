package chromium

import (
	"encoding/json"
	"strconv"
	"strings"
)

// event has the fields of all events that a tab keeps.
type event struct {
	Name, LoaderID, Type, RequestID, ErrorText string

	Request          struct{ URL string }
	Response         struct{ URL, Status json.RawMessage }
	Entry            struct{ Level, Source, Text, URL string }
	Args             []struct{ Value json.RawMessage }
	ExceptionDetails struct{ Text string }
	Issue            struct {
		Code    string
		Details struct{ GenericIssueDetails struct{ ErrorType string } }
	}
}

// note keeps what an event says. It runs on the wire's own goroutine.
func (t *Tab) note(method string, params json.RawMessage) {
	var e event
	if json.Unmarshal(params, &e) != nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	switch method {
	case "Page.lifecycleEvent":
		if e.Name == "load" {
			t.loads <- e.LoaderID
		}
	case "Network.requestWillBeSent":
		t.requests = append(t.requests, e.Request.URL)
	default:
		if said := e.complaint(method); said != "" {
			t.problems = append(t.problems, said)
		}
	}
}

// complaint is what an event complains of, or empty.
func (e *event) complaint(method string) string {
	switch method {
	case "Log.entryAdded":
		if e.Entry.Level == "error" || e.Entry.Level == "warning" {
			return e.Entry.Source + ": " + e.Entry.Text + " " + e.Entry.URL
		}
	case "Runtime.consoleAPICalled":
		if (e.Type == "error" || e.Type == "warning" || e.Type == "assert") && len(e.Args) > 0 {
			return "console: " + string(e.Args[0].Value)
		}
	case "Runtime.exceptionThrown":
		return "exception: " + e.ExceptionDetails.Text
	case "Network.loadingFailed":
		return "request " + e.RequestID + " failed: " + e.ErrorText
	case "Network.responseReceived":
		if status, err := strconv.Atoi(string(e.Response.Status)); err == nil && status >= 400 && e.Type != "Document" {
			return "answer " + strconv.Itoa(status) + " for " + string(e.Response.URL)
		}
	case "Audits.issueAdded":
		return strings.TrimSpace("issue: " + e.Issue.Code + " " + e.Issue.Details.GenericIssueDetails.ErrorType)
	}
	return ""
}
