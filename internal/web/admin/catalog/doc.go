// Package catalog is the part of the dashboard for what the page shows: its
// components and groups, in their order, and its metrics. It is a section of the
// frame in admin; what it makes lives on the board beside what the content files
// define, just like what is made by the API, and what a file defines it shows
// and leaves alone.
//
// It must never know a database, nor how pages are made.
package catalog
