// Package posting is how the dashboard publishes: what somebody has written is
// a post, which is tried on real data before (House.Foresee), waits as long as
// it can be taken back (Pending), and is then put on the board, once. It must
// never know a database, the generator or how mail is worded.
package posting
