// Package status holds the facts of a status page and every rule about them.
//
// The nouns are Component, Incident, Update, Maintenance, Signal, Override,
// Metric with its Points, and Change. Board keeps them over a store.Driver; Derive works out what each
// component's status is, and why; Calendar keeps the lists by day and month
// that pages, feeds and bars are made of.
//
// The package knows no clock, no randomness, no file, no network and no
// sender: times and ids are given to it. It must never know of contacts, of
// HTML, or of where its items are kept.
package status
