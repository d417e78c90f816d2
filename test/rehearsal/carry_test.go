package rehearsal

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"tidings/test/template"
)

// records reads what the stream has that was not read before, as raw records.
func (s *stack) records() []json.RawMessage {
	s.t.Helper()
	s.acts(s.fed().door, s.stream, "dynamodb:ListStreams", "dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords")
	var stream struct {
		StreamDescription struct{ Shards []struct{ ShardId string } }
	}
	s.ask("DescribeStream", map[string]any{"StreamArn": s.stream}, &stream)
	var all []json.RawMessage
	for _, shard := range stream.StreamDescription.Shards {
		all = append(all, s.shard(shard.ShardId)...)
	}
	return all
}

func (s *stack) shard(id string) []json.RawMessage {
	want := map[string]any{"StreamArn": s.stream, "ShardId": id, "ShardIteratorType": "TRIM_HORIZON"}
	if last := s.seen[id]; last != "" {
		want["ShardIteratorType"], want["SequenceNumber"] = "AFTER_SEQUENCE_NUMBER", last
	}
	var from struct{ ShardIterator string }
	s.ask("GetShardIterator", want, &from)
	var page struct{ Records []json.RawMessage }
	s.ask("GetRecords", map[string]any{"ShardIterator": from.ShardIterator}, &page)
	for _, r := range page.Records {
		var at struct {
			Dynamodb struct{ SequenceNumber string }
		}
		s.must(json.Unmarshal(r, &at))
		s.seen[id] = at.Dynamodb.SequenceNumber
	}
	return page.Records
}

// ask asks the streams of DynamoDB in their own words, which are those that Lambda uses.
func (s *stack) ask(operation string, in, out any) {
	s.t.Helper()
	body, err := json.Marshal(in)
	s.must(err)
	r, err := http.NewRequest(http.MethodPost, moto.Endpoint, bytes.NewReader(body))
	s.must(err)
	r.Header.Set("X-Amz-Target", "DynamoDBStreams_20120810."+operation)
	r.Header.Set("Content-Type", "application/x-amz-json-1.0")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/"+ago(1).Format("20060102")+"/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
	answer, err := http.DefaultClient.Do(r)
	s.must(err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	s.must(err)
	if answer.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %d %s", operation, answer.StatusCode, text)
	}
	s.must(json.Unmarshal(text, out))
}

// fed is how the template takes the stream of the page table to a door.
func (s *stack) fed() wire {
	s.t.Helper()
	for _, w := range s.wires("DynamoDB") {
		if w.event.At("Stream") == s.stream {
			return w
		}
	}
	s.t.Fatal("nothing in the template reads the stream of the page table")
	return wire{}
}

// route takes what is new in the stream to its door, batch by batch, each until the
// door takes it.
func (s *stack) route() (event []byte) {
	s.t.Helper()
	w := s.fed()
	for batch := range slices.Chunk(s.through(w, s.records()), batchOf(w.event, 100)) {
		event = s.streamed(batch)
		s.insist(w.door, event)
	}
	return event
}

// through are the records that the filter of a mapping lets through.
func (s *stack) through(w wire, records []json.RawMessage) []json.RawMessage {
	filters := template.List(w.event.At("FilterCriteria", "Filters"))
	if len(filters) == 0 {
		return records
	}
	return slices.DeleteFunc(slices.Clone(records), func(r json.RawMessage) bool {
		return !slices.ContainsFunc(filters, func(f any) bool {
			return s.matches(json.RawMessage(template.Text(f.(template.Resource)["Pattern"])), r)
		})
	})
}

func (s *stack) streamed(records []json.RawMessage) []byte {
	event, err := json.Marshal(map[string]any{"Records": records})
	s.must(err)
	return event
}

// insist invokes a door again until it succeeds, as the stream does.
func (s *stack) insist(door string, event []byte) {
	s.t.Helper()
	var err error
	for range 20 {
		if _, err = s.door(door).invoke(s.t.Context(), event); err == nil {
			return
		}
	}
	s.t.Fatalf("%s: %v", door, err)
}

// deliver takes what waits in a queue to its door, with repetition until nothing
// waits. Messages that a door names as failed stay.
func (s *stack) deliver(queue, door string) (batches int) {
	s.t.Helper()
	s.mapping(queue, door)
	for tries := 0; tries < 20; tries++ {
		messages := s.receive(queue)
		if len(messages) == 0 {
			return batches
		}
		batches++
		answer, err := s.door(door).invoke(s.t.Context(), sqsEvent(messages))
		s.settle(queue, messages, answer, err)
	}
	s.t.Fatalf("%s never takes all of its messages", door)
	return batches
}

func (s *stack) receive(queue string) []types.Message {
	s.t.Helper()
	most := 10
	for _, w := range s.wires("SQS") {
		if template.Text(w.event.At("Queue")) == arnOf(queue) {
			most = batchOf(w.event, most)
			s.acts(w.door, arnOf(queue), "sqs:GetQueueAttributes", "sqs:ReceiveMessage")
		}
	}
	out, err := s.sqs.ReceiveMessage(s.t.Context(), &sqs.ReceiveMessageInput{QueueUrl: &queue, MaxNumberOfMessages: int32(min(most, 10)),
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll}})
	s.must(err)
	return out.Messages
}

// settle deletes what was dealt with, and makes the rest visible again. What a
// door says of single messages counts where the template has it so.
func (s *stack) settle(queue string, messages []types.Message, answer []byte, err error) {
	s.t.Helper()
	believed := false
	for _, w := range s.wires("SQS") {
		if w.event.At("Queue") == arnOf(queue) {
			believed = reportsFailures(w.event)
			s.acts(w.door, arnOf(queue), "sqs:DeleteMessage")
		}
	}
	failed := map[string]bool{}
	var said struct {
		BatchItemFailures []struct{ ItemIdentifier string } `json:"batchItemFailures"`
	}
	if err == nil {
		s.must(json.Unmarshal(answer, &said))
	}
	for _, f := range said.BatchItemFailures {
		failed[f.ItemIdentifier] = true
	}
	for _, m := range messages {
		if err != nil || believed && failed[*m.MessageId] {
			_, bad := s.sqs.ChangeMessageVisibility(s.t.Context(), &sqs.ChangeMessageVisibilityInput{QueueUrl: &queue, ReceiptHandle: m.ReceiptHandle, VisibilityTimeout: 0})
			s.must(bad)
			continue
		}
		_, bad := s.sqs.DeleteMessage(s.t.Context(), &sqs.DeleteMessageInput{QueueUrl: &queue, ReceiptHandle: m.ReceiptHandle})
		s.must(bad)
	}
}

func sqsEvent(messages []types.Message) []byte {
	var records []map[string]any
	for _, m := range messages {
		records = append(records, map[string]any{
			"messageId": *m.MessageId, "receiptHandle": *m.ReceiptHandle, "body": *m.Body, "eventSource": "aws:sqs", "awsRegion": "eu-central-1",
			"attributes": m.Attributes, "messageAttributes": map[string]any{},
		})
	}
	event, _ := json.Marshal(map[string]any{"Records": records})
	return event
}

// tooSlow is what the door for webhooks says of a delivery that it had no time for.
var tooSlow = regexp.MustCompile(`"msg":"a delivery waits to be worked out by the sweep".*deadline exceeded`)

// catchUp has the minute work out what was left to it because this machine was slow.
func (s *stack) catchUp() {
	s.t.Helper()
	if left := len(tooSlow.FindAllString(s.log.String(), -1)); left > s.left {
		s.left = left
		s.strikes("rate(1 minute)")
	}
}

// carry takes everything on until nothing is under way: stream to route, queues to
// their doors.
func (s *stack) carry() {
	s.t.Helper()
	s.catchUp()
	for range 20 {
		moved := s.route() != nil
		moved = s.deliver(s.ref("ContentQueue"), "content") > 0 || moved
		moved = s.deliver(s.publish, "publish") > 0 || moved
		if !moved {
			return
		}
	}
	s.t.Fatal("something is under way for ever")
}

// read reads the site as a visitor does.
func (s *stack) read(path string) string {
	s.t.Helper()
	answer, err := gateway.Website(s.t.Context(), s.site, path)
	s.must(err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	s.must(err)
	if answer.StatusCode != http.StatusOK {
		return fmt.Sprintf("%d %s", answer.StatusCode, body)
	}
	return string(body)
}

// httpEvent is a request as the HTTP API gives it, through CloudFront.
func httpEvent(method, path string, header map[string]string, body string) []byte {
	headers := map[string]string{
		"host": "abc123.execute-api.eu-central-1.amazonaws.com", "x-tidings-origin": originSecret, "x-tidings-viewer": "198.51.100.7",
		"x-forwarded-for": "203.0.113.1, 198.51.100.7", "content-type": "application/json",
	}
	for name, value := range header {
		headers[name] = value
	}
	event, _ := json.Marshal(map[string]any{
		"version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "", "headers": headers, "isBase64Encoded": false, "body": body,
		"requestContext": map[string]any{
			"accountId": "123456789012", "apiId": "abc123", "domainName": "abc123.execute-api.eu-central-1.amazonaws.com", "stage": "$default",
			"requestId": "JKJaXmPLvHcESHA=", "time": time.Now().Format("02/Jan/2006:15:04:05 -0700"),
			"http": map[string]string{"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "130.176.0.1", "userAgent": "Alertmanager/0.27.0"},
		},
	})
	return event
}

func arnOf(queue string) string {
	return "arn:aws:sqs:us-east-1:" + account + ":" + queue[strings.LastIndex(queue, "/")+1:]
}

// address is that of a queue by its ARN.
func (s *stack) address(arn any) string {
	text := template.Text(arn)
	return moto.Endpoint + "/" + account + "/" + text[strings.LastIndex(text, ":")+1:]
}
