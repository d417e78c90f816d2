package sns

import (
	"net/url"
	"strings"

	"tidings/internal/pattern"
)

// topic is the name of a topic: arn:PARTITION:sns:REGION:ACCOUNT:NAME.
var topic = pattern.New(`^arn:(aws|aws-cn|aws-us-gov):sns:([a-z]+(?:-[a-z]+)+-\d):\d+:[A-Za-z0-9_.-]+$`)

// host is the one that SNS speaks from in the region of a topic; empty where
// the topic is none.
func host(arn string) string {
	parts := topic().FindStringSubmatch(arn)
	if parts == nil {
		return ""
	}
	end := ".amazonaws.com"
	if parts[1] == "aws-cn" {
		end += ".cn"
	}
	return "sns." + parts[2] + end
}

// certificate is the path of a certificate of SNS.
var certificate = pattern.New(`^/SimpleNotificationService-[0-9a-f]+\.pem$`)

// certificateOf is where the certificate of a message lies; empty for any
// address but one of SNS itself, in the topic's region.
func certificateOf(m Message) string {
	at := m.fields["SigningCertURL"]
	u, err := url.Parse(at)
	if err != nil || u.Scheme != "https" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || host(m.Topic) == "" || u.Host != host(m.Topic) {
		return ""
	}
	if !certificate().MatchString(u.EscapedPath()) || strings.ContainsAny(at, "?#") {
		return ""
	}
	return at
}

// confirmation is the address that confirms a subscription. It is made of the
// topic and the token, not taken from the message.
func confirmation(m Message) string {
	return "https://" + host(m.Topic) + "/?" + url.Values{"Action": {"ConfirmSubscription"}, "TopicArn": {m.Topic}, "Token": {m.Token}, "Version": {"2010-03-31"}}.Encode()
}
