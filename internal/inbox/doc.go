// Package inbox keeps every webhook that was let in: the bytes as they came,
// and what became of them. A delivery is durable before its sender is thanked,
// waits until it is worked out, and is then kept for a while for people to
// look at, or to run again.
//
// A delivery waits under inbox/pending and moves to inbox/kept when it is done,
// so that accepting writes one item, plus one when the sender has an id of its
// own for the request. The part of a body over 300 KiB stands in items beside.
//
// Inbox must never know what a body means, nor keep what lets a sender in.
package inbox
