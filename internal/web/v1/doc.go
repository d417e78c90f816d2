// Package v1 is the API of Cachet 2.4, /api/v1, as its clients know it: the
// same addresses, parameters, types, errors and habits, over the facts of a
// status.Board. Reads come from the store, so that a client sees what it wrote.
//
// What Cachet's model cannot say stands in further fields: public ids, several
// components an incident, times with an offset, languages, impact. A request
// may name a thing by its number or by its public id.
//
// Where Cachet is known to be wrong it is not followed: hidden things are not
// found by guests, only known columns filter, what a change does not name stays
// as it is.
//
// The package must never know where facts are kept, how pages are made, or how
// people sign in.
package v1
