package iam

import (
	"fmt"
	"slices"
	"strings"

	"tidings/test/template"
)

// LeadingKeys is the condition key of the partition keys that a request of DynamoDB
// names: of one item, or of many.
const LeadingKeys = "dynamodb:LeadingKeys"

// contexts are the condition keys that a Need may say something of.
var contexts = []string{"AWS:SourceArn", "aws:SecureTransport", "aws:SourceAccount", "aws:SourceArn", LeadingKeys, "kms:ViaService", "s3:prefix", "ses:FromAddress"}

// comparisons are the operators of conditions, for one value that is asked about.
var comparisons = map[string]func(want, is string) bool{
	"StringEquals": func(want, is string) bool { return want == is },
	"StringLike":   like,
	"ArnEquals":    likeARN,
	"ArnLike":      likeARN,
	"Bool":         strings.EqualFold,
}

// quantity says how many of the values that are asked about have to fit, as
// ForAllValues does. Plain operators are for keys of one value.
type quantity string

const (
	every quantity = "ForAllValues"
	some  quantity = "ForAnyValue"
)

// operator cuts what a policy writes as ForAllValues:StringLike.
func operator(written string) (q quantity, name string) {
	before, after, ok := strings.Cut(written, ":")
	if !ok {
		return "", written
	}
	return quantity(before), after
}

// checkCondition refuses a condition that nobody here could decide about.
func checkCondition(written, key string) error {
	q, name := operator(written)
	many := key == LeadingKeys
	switch {
	case !slices.Contains(contexts, key):
		return fmt.Errorf("the condition key %s is not known here", key)
	case written == "Null":
		return nil
	case comparisons[name] == nil || q != "" && q != every && q != some:
		return fmt.Errorf("the condition %s is not known here", written)
	case many != (q != ""):
		return fmt.Errorf("the condition %s asks %s for another number of values than it has", written, key)
	}
	return nil
}

// holds reports whether every condition of a statement does.
func (s Statement) holds(context Context) bool {
	for written, keys := range s.Conditions {
		for key, values := range keys.(template.Resource) {
			if !fulfilled(written, words(values), context[strings.Replace(key, "AWS:", "aws:", 1)]) {
				return false
			}
		}
	}
	return true
}

// fulfilled compares as IAM does: each value that counts has to fit one of those that
// are wanted. Where nothing is said of a key, ForAllValues holds, and nothing else does;
// it takes Null to ask whether anything is.
func fulfilled(written string, wanted, said []string) bool {
	q, name := operator(written)
	if name == "Null" {
		return slices.Contains(wanted, fmt.Sprint(len(said) == 0))
	}
	fits := func(is string) bool {
		return slices.ContainsFunc(wanted, func(want string) bool { return comparisons[name](want, is) })
	}
	if q == every {
		return !slices.ContainsFunc(said, func(is string) bool { return !fits(is) })
	}
	return slices.ContainsFunc(said, fits)
}

// Partitions are the patterns of partition keys that a statement is about; none where it
// is about whatever a table holds.
func (s Statement) Partitions() (patterns []string) {
	for written, keys := range s.Conditions {
		if of := keys.(template.Resource)[LeadingKeys]; of != nil && written != "Null" {
			patterns = append(patterns, words(of)...)
		}
	}
	return patterns
}
