// Package admin is the door of the dashboard and the frame of its pages:
// signing in and out, one's own account, people, tokens and the audit log. What
// else there is to do comes in as sections, whose routes all pass the same
// guard: nobody gets to a handler without the right that its route names.
//
// Pages are rendered here, work with no script, and carry a policy that allows
// no inline style or script. The package must never decide what a role may do
// (access.Can does) nor know a database.
package admin
