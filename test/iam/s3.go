package iam

import (
	"net/http"
	"slices"
	"strings"
)

// about are the parts of a query that say how a request is done, not what it does.
var about = []string{"continuation-token", "delimiter", "encoding-type", "list-type", "max-keys", "partNumber", "prefix", "start-after", "uploadId", "uploads", "x-id"}

// objects are the needs of requests to S3 that have the bucket in their path.
func (a Account) objects(r Request) ([]Need, error) {
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	query := r.URL.Query()
	for name := range query {
		if !slices.Contains(about, name) {
			return nil, r.unknown()
		}
	}
	whole := "arn:" + a.Partition + ":s3:::" + bucket
	if key == "" {
		if r.Method == http.MethodHead || r.Method == http.MethodGet && query.Get("list-type") == "2" {
			return []Need{{Action: "s3:ListBucket", Resource: whole, Context: Context{"s3:prefix": {query.Get("prefix")}}}}, nil
		}
		return nil, r.unknown()
	}
	var all []Need
	for _, action := range r.onObject(query.Has("uploadId"), query.Has("uploads")) {
		all = append(all, Need{Action: "s3:" + action, Resource: whole + "/" + key})
	}
	if all == nil {
		return nil, r.unknown()
	}
	return all, nil
}

// onObject are the actions of a request for an object. One that is to be done only
// if the object is a certain one reads it; copies are not known here.
func (r Request) onObject(ofUpload, begins bool) []string {
	is := r.Header.Get("If-Match")
	switch {
	case r.Header.Get("X-Amz-Copy-Source") != "":
		return nil
	case r.Method == http.MethodGet && !ofUpload, r.Method == http.MethodHead:
		return []string{"GetObject"}
	case r.Method == http.MethodDelete && ofUpload:
		return []string{"AbortMultipartUpload"}
	case r.Method == http.MethodDelete && is != "" && is != "*":
		return []string{"DeleteObject", "GetObject"}
	case r.Method == http.MethodDelete:
		return []string{"DeleteObject"}
	case r.Method == http.MethodPut, r.Method == http.MethodPost && (ofUpload || begins):
		return r.writing(is != "")
	}
	return nil
}

func (r Request) writing(reads bool) []string {
	all := []string{"PutObject"}
	for header, action := range map[string]string{"X-Amz-Acl": "PutObjectAcl", "X-Amz-Tagging": "PutObjectTagging"} {
		if r.Header.Get(header) != "" {
			all = append(all, action)
		}
	}
	if reads {
		all = append(all, "GetObject")
	}
	return all
}
