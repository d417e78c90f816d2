// Package monitors is the part of the dashboard for what monitors say: the
// sources of webhooks with their secrets and a test, the deliveries that came,
// the signals that fire, and why a component has the status it has. It is a
// section of the frame in admin.
//
// Secrets go in and never come out. A delivery's body may hold what is private:
// it is shown to whoever may manage the page, as text, and the audit log says who
// looked. The package must never know a database, nor how a delivery is read
// (House tells).
package monitors
