// Package local puts the program together for one machine: SQLite for the
// store, a folder for the site, files for keys. It is the only place that
// names them, and holds no rule.
package local
