package inbox

import "strings"

// How many bytes of a header are kept.
const (
	maxHeader = 256
	maxCaller = 2 << 10
)

// CallerHeader is the header under which it is kept on whose behalf AWS has brought
// a delivery (config.Caller). It says something only of those of the source
// Unclaimed: senders may call their headers as they like.
const CallerHeader = "aws-caller"

// Unclaimed is the source of what AWS has let in and no source takes in.
const Unclaimed = "aws/unclaimed"

// harmless returns those headers that say what a request is about, with names
// in lower case. It knows what to keep and not what to leave out, so that no
// sender can invent a name for a token that gets kept.
func harmless(header map[string]string) map[string]string {
	kept := make(map[string]string)
	for name, value := range header {
		most := maxHeader
		if name = strings.ToLower(name); name == CallerHeader {
			most = maxCaller
		}
		if keeps(name) {
			kept[name] = value[:min(len(value), most)]
		}
	}
	return kept
}

func keeps(name string) bool {
	switch name {
	case "content-type", "user-agent", "idempotency-key", "request-id",
		"webhook-id", "webhook-timestamp", "svix-id", "svix-timestamp",
		"ce-id", "ce-source", "ce-type", "ce-subject", "ce-time", "ce-specversion",
		"x-amz-sns-message-type", "x-amz-sns-message-id", "x-amz-sns-topic-arn", CallerHeader,
		"x-github-event", "x-github-delivery", "x-gitlab-event", "x-gitlab-event-uuid",
		"sentry-hook-resource", "x-checkly-timestamp", "gotk-component":
		return true
	}
	return false
}
