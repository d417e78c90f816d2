// Package generator turns what is known into the files of the site: pages,
// feeds, JSON, calendar, badges. It is a pure function: no clock, no I/O, no
// environment, and the same Input gives the same bytes on every machine.
package generator
