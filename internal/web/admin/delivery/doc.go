// Package delivery is the part of the dashboard that shows how far people have
// been told: what is being sent, what is held and waits for a decision, the
// switch that stops everything, a letter to oneself that shows whether mail
// works, and the letters of a machine without a mail service.
//
// It must never know how news is worded or who gets it, and shows an address to
// those alone who may read contacts.
package delivery
