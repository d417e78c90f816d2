package rehearsal

import (
	"fmt"
	"strings"

	"tidings/test/template"
)

// refer is what a resource of the stack is called, or an attribute of it.
func (s *stack) refer(name, attribute string) (string, error) {
	own := s.name + "-" + name
	kind := plan.Resources[name].Kind()
	switch kind {
	case "AWS::S3::Bucket":
		own = strings.ToLower(own)
	case "AWS::SQS::Queue":
		if plan.Resources[name].At("Properties", "FifoQueue") == true {
			own += ".fifo"
		}
	case "":
		return "", fmt.Errorf("there is no %s", name)
	}
	if prefix := arns[kind+" "+attribute]; prefix != "" {
		return prefix + own + map[bool]string{true: ":*"}[kind == "AWS::Logs::LogGroup"], nil
	}
	switch kind + " " + attribute {
	case "AWS::DynamoDB::Table StreamArn":
		return s.streams[name], nil
	case "AWS::SQS::Queue ":
		return moto.Endpoint + "/" + account + "/" + own, nil
	}
	if attribute == "Arn" {
		return "", fmt.Errorf("what the ARN of %s is, as one of %s, is not known here", name, kind)
	}
	if attribute != "" && attribute != "QueueName" {
		own += "." + attribute // of what nobody here is
	}
	return own, nil
}

// arns are how the ARNs of resources begin that a template may refer to.
var arns = map[string]string{
	"AWS::DynamoDB::Table Arn":      "arn:aws:dynamodb:us-east-1:" + account + ":table/",
	"AWS::Events::Rule Arn":         "arn:aws:events:us-east-1:" + account + ":rule/",
	"AWS::IAM::Role Arn":            "arn:aws:iam::" + account + ":role/",
	"AWS::KMS::Key Arn":             "arn:aws:kms:us-east-1:" + account + ":key/",
	"AWS::Logs::LogGroup Arn":       "arn:aws:logs:us-east-1:" + account + ":log-group:",
	"AWS::S3::Bucket Arn":           "arn:aws:s3:::",
	"AWS::SNS::Topic ":              "arn:aws:sns:us-east-1:" + account + ":",
	"AWS::SQS::Queue Arn":           "arn:aws:sqs:us-east-1:" + account + ":",
	"AWS::Serverless::Function Arn": "arn:aws:lambda:us-east-1:" + account + ":function:",
}

// ref is what a resource is called.
func (s *stack) ref(name string) string {
	s.t.Helper()
	is, err := s.refer(name, "")
	s.must(err)
	return is
}

func (s *stack) properties(name string) template.Resource {
	s.t.Helper()
	p, err := s.setting.Properties(name)
	s.must(err)
	return p
}

// named are the resources of a kind that are made.
func (s *stack) named(kind string) []string {
	s.t.Helper()
	names, err := s.setting.Named(kind)
	s.must(err)
	return names
}
