// Package letter words mail: what happened, in its reader's language and time,
// as text and as HTML, and the two messages that subscribing needs. Messages
// follow RFC 5322 and 2045, with the headers of RFC 2369 and 8058 (ending the
// subscription with one click), RFC 2919 (the list), and RFC 3834 (sent by a
// program). They hold no picture that tells who has read them.
//
// It must never know how mail travels.
package letter
