// Package statuspage writes the public JSON in the shape of Statuspage's API
// v2, key for key, so that everything that reads such a page reads ours: the
// same keys in the same order, the same words, times with three fraction digits
// in the page's zone, and identifiers of twelve characters.
//
// Where our facts and that shape differ:
//
//   - Identifiers are made from ours by SHA-256, so they never change while
//     ours do not. Identifiers of updates hold their incident's too.
//   - There is no word for an unknown status. It is written as
//     degraded_performance: whoever reads the page should go and look, and
//     "operational" would be a lie. The word unknown is on the page itself.
//   - A component has existed since its Since day, else since 1970, because
//     created_at may not be null. It was updated when its status began.
//   - position counts over the whole page, groups included, so that the order
//     of the array is both the order of positions and that of the page. A group
//     without components is left out.
//   - showcase is true for components, whose uptime we show, and false for groups.
//   - A maintenance begins and ends by itself; its updated_at is then that
//     moment, though no update was posted. An update dated in the future is
//     left out until its time comes.
//   - The page's updated_at is when anything was last said on it. In the three
//     documents of maintenances alone it is when anything was of those, or a
//     component that one of theirs touches changed: no other news changes what
//     they tell.
//   - There is no word for a cancelled maintenance: that shape knows no other end
//     than completed. Its updates say in words that it was cancelled, and one
//     that was cancelled before it began is resolved before scheduled_for.
//   - body is HTML of text, line ends and links alone, because readers of that
//     shape insert it into their pages; whatever else looks like a tag is escaped.
//   - Names and titles are without the characters that would turn the direction
//     of what a reader shows after them.
//   - scheduled-maintenances.json finds maintenances among the site's newest
//     entries, and those that touch a component for two years back.
//   - shortlink is the incident's page. reminder_intervals is null, tweets are
//     null, and deliver_notifications is true.
//
// The package is pure. It must never add a key: strict readers stop at one that
// they do not know.
package statuspage
