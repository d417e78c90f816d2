// Package contacts is the private book: who asked to be told, of what, and by
// what consent. It keeps people apart from the page: in a store of its own, with
// everything about a person sealed under a key of their own, so that a copy of
// the store says nothing and erasing a person leaves nothing to read.
//
// It must never be known to what makes public output, and knows no mail, no
// HTTP and no page.
//
// The items of its store:
//
//	part        sort                   value
//	subscriber  id                     state, the person's key, and the rest under it
//	address     digest of an address   id of the subscriber who has it
//	asked       digest of a token      a wish that waits to be confirmed; expires
//	invited     digest of a token      the letter that asks to confirm it waits to be sent; expires
//	quiet       digest of an address   that it was written to lately; expires
//	barred      digest of an address   why no mail goes there any more
//	reached     id                     the hour of the last delivery; expires
//
// Digests are keyed: without the book's key nobody can try addresses on them.
package contacts
