package iam

import "strings"

// ofQueues are the actions of the operations of SQS: those of batches have none of
// their own.
var ofQueues = map[string]string{
	"SendMessage": "SendMessage", "SendMessageBatch": "SendMessage", "ReceiveMessage": "ReceiveMessage",
	"DeleteMessage": "DeleteMessage", "DeleteMessageBatch": "DeleteMessage", "GetQueueAttributes": "GetQueueAttributes",
	"ChangeMessageVisibility": "ChangeMessageVisibility", "ChangeMessageVisibilityBatch": "ChangeMessageVisibility",
}

func (a Account) queues(r Request) ([]Need, error) {
	var in struct{ QueueUrl string }
	name, err := r.operation(&in)
	if err != nil {
		return nil, err
	}
	if ofQueues[name] == "" {
		return nil, r.unknown()
	}
	return []Need{{Action: "sqs:" + ofQueues[name], Resource: a.arn(r, "sqs", in.QueueUrl[strings.LastIndexByte(in.QueueUrl, '/')+1:])}}, nil
}

// parameters are the needs of requests to SSM. A SecureString under the key that
// AWS keeps for it needs no more: that key's policy lets the account in.
func (a Account) parameters(r Request) (all []Need, err error) {
	var in struct {
		Name  string
		Names []string
	}
	name, err := r.operation(&in)
	switch {
	case err != nil:
		return nil, err
	case name == "GetParameter":
		in.Names = []string{in.Name}
	case name != "GetParameters":
		return nil, r.unknown()
	}
	for _, of := range in.Names {
		all = append(all, Need{Action: "ssm:" + name, Resource: a.arn(r, "ssm", "parameter/"+strings.TrimPrefix(of, "/"))})
	}
	return all, nil
}
