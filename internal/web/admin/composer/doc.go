// Package composer is the part of the dashboard for whoever is on call: what is
// wrong now, a new incident in two taps, updates, corrections, what happened in
// the past, and a person's word on a component. It is a section of the frame in
// admin, works with no script and on a narrow phone.
//
// What it publishes it hands to posting. It must never know a database, the
// generator or how mail is worded.
package composer
