package iam

import (
	"slices"
	"strings"

	"tidings/test/template"
)

// contexts are the condition keys that a Need may say something of.
var contexts = []string{"AWS:SourceArn", "aws:SecureTransport", "aws:SourceAccount", "aws:SourceArn", "kms:ViaService", "s3:prefix", "ses:FromAddress"}

// comparisons are the operators of conditions, for one value that is asked about.
var comparisons = map[string]func(want, is string) bool{
	"StringEquals": func(want, is string) bool { return want == is },
	"StringLike":   like,
	"ArnEquals":    likeARN,
	"ArnLike":      likeARN,
	"Bool":         strings.EqualFold,
}

// holds reports whether every condition of a statement does: for each key one of
// its values. What nobody says anything of fits no value.
func (s Statement) holds(context map[string]string) bool {
	for operator, keys := range s.Conditions {
		for key, values := range keys.(template.Resource) {
			is, said := context[strings.Replace(key, "AWS:", "aws:", 1)]
			fits := func(want string) bool { return comparisons[operator](want, is) }
			if !said || !slices.ContainsFunc(words(values), fits) {
				return false
			}
		}
	}
	return true
}
