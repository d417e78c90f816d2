// Package importer turns what another status page published into a content
// folder of ours: its site, components, incidents and maintenances.
//
// It reads pages that have Statuspage's public API or feed, recorded or live,
// pages of Cachet 2 by their API, and the source folder of a cState site. What the other system cannot say or
// ours cannot hold is never dropped in silence: every such thing becomes a Note
// that names it. Nothing is written that `tidings check` would refuse.
//
// It must never know of the store, the generator or the command line.
package importer
