// Package generator turns what is known into the files of the site: pages,
// feeds, JSON, calendar, badges. It is a pure function: no clock, no I/O, no
// environment, and the same Input gives the same bytes on every machine.
//
// # The site
//
// A page's address has no extension; its file has ".html". Pages and feeds exist
// once a language: the first language at the top, each other one below its tag.
//
//	index.html                  the page: verdict, open incidents, components, last days
//	incidents/ID.html           an incident with every update; maintenance/ID.html alike
//	components/ID.html          a component: its bar, its days with impact, its newest entries
//	metrics/ID.html             a metric: charts of four windows; metrics/ID.json is their
//	                            numbers, once for all languages
//	history.html                the months that have entries
//	history/2026-11.html        a month's entries; its days when there are over MaxList
//	history/2026-11/22.html     a day's entries, its hours when there are over MaxList;
//	                            exists only where the month is listed by days
//	history/2026-11/22/14.html  an hour's entries; exists only where the day is listed by hours
//	badges.html                 badges and widget, and how other pages show them
//	ID.html                     a free page
//	404.html                    for addresses that are none
//	status.json                 what the home page says now, for scripts
//	history.*, updates.*        feeds: .rss, .atom, .json; also components/ID/history.*
//	history/2026-11.atom        the history feed's archive: the entries that began in a
//	                            month, archiveEntries a document; then 2026-11-2.atom, …
//
// These exist once: widget.js, status.txt, badge*.svg, components/ID/badge*.svg,
// maintenance.ics, maintenance/ID.ics, api/v2/*.json, robots.txt, sitemap.xml and its parts, and
// below assets/ the logo and the pictures of each status: pages name the one of
// theirs, so that no picture ever changes with a status.
//
// # What a change touches
//
// Nothing that moves with every publish stands in a page of the archive: no
// verdict, no time of production. Days count whole in uptime, and today counts
// for a component once it has no trouble any more, so that time alone changes
// no page between two midnights. A component's status changes no list of
// entries: without touched entries no feed, calendar or archive page is made,
// and with a Memo nothing of the archive is read. Points of a metric change its
// own files and the pages that show its chart, which ends with the newest point.
package generator
