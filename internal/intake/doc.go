// Package intake reads what monitoring tools send. Verify finds out whether a
// request comes from whom it should; Parse says what it means, as signals;
// Match says what the operator's rules make of a signal.
//
// It is pure: no clock, no store, no network, no logging. It must never know
// what becomes of a signal, nor take anything but labels, times and plain text
// from a sender: texts are cleaned and cut, and never expanded or rendered.
//
// What is authenticated but not understood is a *Quarantine and changes
// nothing, since no sender mends itself on an error. What one alert among
// others means may be open too: then its signal is a status.Puzzle.
//
// One file reads one kind of sender, and the table in senders names them all.
//
// # The generic format
//
// Anything that can post JSON can be a source of kind generic. The body is one
// signal, a list of signals, or an object whose only key `signals` is a list
// (at most 512). The schema is schemas/hooks/generic.schema.json.
//
//	{
//	  "key": "api-latency",               which alert this is, the same when it fires and when it resolves
//	  "status": "firing",                 firing | resolved | refresh | ack | info | test
//	  "severity": "critical",             critical | major | minor | warning | info
//	  "started": "2026-11-22T10:04:00Z",  when this episode began, the same in all that is said of it
//	  "at": "2026-11-22T10:05:10Z",       when this was so
//	  "title": "API answers slowly",
//	  "body": "p99 is 4.2 s",
//	  "labels": {"service": "api"},       what rules match on
//	  "link": "https://grafana.example.com/d/1"
//	}
//
// key and status are required, the others are optional, and null is as good as
// leaving one out. An unknown key, a wrong type or a status that is none of
// these quarantines the whole request, with a reason: a typing error must not
// look like an alert without severity. Keys are case-sensitive.
//
// Senders whose body is a template put their own words in the place of ours.
// So status also takes down, alarm, triggered, problem, open and the like for firing,
// and up, ok, recovered, closed and the like for resolved, in upper case too; one that
// says how bad it is, such as CRITICAL, is the severity where there is none beside it.
// Severity takes the usual words (P1, Sev2, high, warn, …), and any other word or
// number becomes the label severity, for rules to match. Times may be unix seconds,
// milliseconds, microseconds or nanoseconds; one that names no zone is in the
// source's. A key or a status that is an unexpanded placeholder, such as $ALERT_ID,
// makes the signal a test.
//
// A sender that gives `started` is understood in any order and any number of
// repetitions; without it the signals count in the order of `at`, and without
// that in the order they come.
//
// A source of kind standard-webhooks sends {"type", "timestamp", "data"} with
// the same format in `data`.
package intake
