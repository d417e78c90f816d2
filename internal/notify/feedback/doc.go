// Package feedback reads what Amazon SES says became of messages: events of a
// configuration set (`eventType`) and notifications of an identity
// (`notificationType`), alone or as `detail` of an EventBridge event. The format
// is that of the SES developer guide, "Contents of event data that Amazon SES
// publishes to Amazon SNS". A message carries its place in our ledger as tags,
// and every event of it brings them back.
//
// It is pure, and must never know how events travel, nor what they change.
package feedback
