// Package planner is the part of the dashboard for planned work: what is to
// come, one maintenance announced, moved, extended, begun and ended, work that
// recurs, and many at once from a table. It is a section of the frame in admin,
// works with no script and on a narrow phone.
//
// What it publishes it hands to posting. It must never know a database, the
// generator or how mail is worded.
package planner
