package inbox

import "strings"

// maxHeader is how many bytes of a header are kept.
const maxHeader = 256

// harmless returns those headers that say what a request is about, with names
// in lower case. It knows what to keep and not what to leave out, so that no
// sender can invent a name for a token that gets kept.
func harmless(header map[string]string) map[string]string {
	kept := make(map[string]string)
	for name, value := range header {
		if name = strings.ToLower(name); keeps(name) {
			kept[name] = value[:min(len(value), maxHeader)]
		}
	}
	return kept
}

func keeps(name string) bool {
	switch name {
	case "content-type", "user-agent", "idempotency-key", "request-id",
		"webhook-id", "webhook-timestamp", "svix-id", "svix-timestamp",
		"ce-id", "ce-source", "ce-type", "ce-subject", "ce-time", "ce-specversion",
		"x-amz-sns-message-type", "x-amz-sns-message-id", "x-amz-sns-topic-arn",
		"x-github-event", "x-github-delivery", "x-gitlab-event", "x-gitlab-event-uuid",
		"sentry-hook-resource", "x-checkly-timestamp", "gotk-component":
		return true
	}
	return false
}
