// Package app is the program that is put together from parts: it takes
// deliveries in, works out what they say, keeps the site published, follows
// the content folder and the clock, and serves it all. Everything that it
// stands on is given to it by a boot package; it must never know a vendor.
//
// Facts flow one way: a delivery is durable before it is answered, worked out
// after; what the Board then says has changed is published after that. Each
// step is repeated until it succeeds and does no harm when repeated, so the
// process may be killed between any two instructions.
package app
