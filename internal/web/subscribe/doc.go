// Package subscribe is the door for people who want to be told: the form of the
// public page, the link that confirms, and the page on which subscribers see,
// change and end what is theirs without signing in. A GET changes nothing, for
// programs follow every link in a mail before its reader does.
//
// It must never let anybody learn whether an address is known.
package subscribe
