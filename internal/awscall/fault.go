package awscall

import (
	"cmp"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"

	"github.com/aws/smithy-go"
)

// maxFault is how much of an answer that tells of a failure is read.
const maxFault = 64 << 10

// unknown is the code of a failure that says none, as the SDK has it.
const unknown = "UnknownError"

// said is what a service says of a failure: in its header, as JSON, or as XML.
func said(h http.Header, body []byte) smithy.APIError {
	var doc struct {
		Type    string `json:"__type" xml:"-"`
		Code    string `json:"code" xml:"Code"`
		Message string `json:"message" xml:"Message"` // encoding/json takes Message as well
	}
	if json.Unmarshal(body, &doc) != nil {
		_ = xml.Unmarshal(body, &doc) // what is neither has no code
	}
	return &smithy.GenericAPIError{Code: cmp.Or(plain(h.Get("X-Amzn-Errortype")), plain(doc.Type), plain(doc.Code), unknown), Message: doc.Message}
}

// plain is a code without the names that services put before and behind it, as in
// com.amazonaws.sqs#QueueDoesNotExist and MessageRejected:http://….
func plain(code string) string {
	code, _, _ = strings.Cut(code, ":")
	return code[strings.LastIndex(code, "#")+1:]
}
