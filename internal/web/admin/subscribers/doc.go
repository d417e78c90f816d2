// Package subscribers is the part of the dashboard for the people who are told:
// how many there are and what they want, each with their consent and what they
// were sent, entered by hand or from a list, switched off, erased, exported.
//
// Whole addresses are for those alone who may read contacts, and each look is
// written down. The package must never know how mail is worded or sent.
package subscribers
