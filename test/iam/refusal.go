package iam

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
)

// Refuse answers a request as its service does to whom the role does not allow what
// is needed.
func (r Request) Refuse(w http.ResponseWriter, role string, n Need) {
	why := fmt.Sprintf("User: %s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action", role, n.Action, n.Resource, n.Action)
	switch r.Service {
	case "s3":
		refuseXML(w, why)
	case "ses":
		w.Header().Set("X-Amzn-ErrorType", "AccessDeniedException")
		refuseJSON(w, http.StatusForbidden, map[string]string{"message": why})
	default:
		refuseJSON(w, http.StatusBadRequest, map[string]string{"__type": "com.amazon.coral.service#AccessDeniedException", "Message": why})
	}
}

func refuseXML(w http.ResponseWriter, why string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(http.StatusForbidden)
	_ = xml.NewEncoder(w).Encode(struct {
		XMLName       xml.Name `xml:"Error"`
		Code, Message string
	}{Code: "AccessDenied", Message: why})
}

func refuseJSON(w http.ResponseWriter, status int, body map[string]string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.0")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
