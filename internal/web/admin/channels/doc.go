// Package channels is the part of the dashboard for the webhooks and chats that
// news is taken to: how each stands and why, its last deliveries, and what
// somebody can do about it: a test, sending one again, on and off, a new key
// for its signatures. The channels themselves are content files, shown as they are.
//
// It must never show an address, which may let whoever knows it post, nor a
// secret but the one time that it makes it.
package channels
