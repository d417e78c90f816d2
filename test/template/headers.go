package template

import (
	"fmt"
	"strings"
)

// Headers are what a policy for the headers of answers has CloudFront set, by their
// names in HTTP, for a request that comes from another origin.
func (t *Template) Headers(policy string) (map[string]string, error) {
	of := part(t.Resources[policy], "Properties", "ResponseHeadersPolicyConfig")
	all := map[string]string{}
	for kind, v := range part(of, "SecurityHeadersConfig") {
		is, known := securityHeaders[kind]
		if !known {
			return nil, fmt.Errorf("%s: the header %s is not known here", policy, kind)
		}
		all[is.name] = is.value(v.(Resource))
	}
	for _, v := range List(of.At("CustomHeadersConfig", "Items")) {
		h := v.(Resource)
		all[Text(h["Header"])] = Text(h["Value"])
	}
	if cors := part(of, "CorsConfig"); cors != nil {
		all["Access-Control-Allow-Origin"] = words(cors.At("AccessControlAllowOrigins", "Items"))
	}
	return all, nil
}

var securityHeaders = map[string]struct {
	name  string
	value func(Resource) string
}{
	"StrictTransportSecurity": {"Strict-Transport-Security", func(r Resource) string { return "max-age=" + Text(r["AccessControlMaxAgeSec"]) }},
	"ContentTypeOptions":      {"X-Content-Type-Options", func(Resource) string { return "nosniff" }},
	"FrameOptions":            {"X-Frame-Options", func(r Resource) string { return Text(r["FrameOption"]) }},
	"ReferrerPolicy":          {"Referrer-Policy", func(r Resource) string { return Text(r["ReferrerPolicy"]) }},
	"ContentSecurityPolicy":   {"Content-Security-Policy", func(r Resource) string { return Text(r["ContentSecurityPolicy"]) }},
}

func words(list any) string {
	var all []string
	for _, v := range List(list) {
		all = append(all, Text(v))
	}
	return strings.Join(all, ", ")
}
