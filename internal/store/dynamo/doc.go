// Package dynamo is a store.Driver over one DynamoDB table. It must never know
// what its items mean.
//
// The table has a partition key and a sort key, both strings, on-demand
// capacity, and time to live on "expires". Who may read and write which parts is
// for template.yaml to say, by the partition key; docs/aws.md has them.
//
//	attribute  what                                                    of
//	part       Key.Part, or "feed/" and a lane                          every item
//	sort       "=" and Key.Sort (no key may be empty), or a number      every item
//	version    the clock and chance of its last write, 16 bytes         every item
//	value      the bytes                                                an item
//	expires    seconds since 1970; absent: never                        an item, an entry
//	changes    list of bytes                                            an entry of the feed
//	after      the number that the first entry follows                  the marker of a lane
//
// Access patterns; each but the last is a bounded number of requests and no scan:
//
//	method   requests
//	Get      BatchGetItem, consistent (GetItem for one key)
//	List     Query by part and a range of sort, consistent
//	Update   TransactGetItems (GetItem for one key), then TransactWriteItems
//	         with the version of every named item as its condition (PutItem or
//	         DeleteItem for one key without a change); with a change also a Query
//	         when a process first uses a lane, and PutItem when anybody does
//	Changes  one Query for each lane of the feed
//	Load     BatchWriteItem for each 25 items
//	Amend    Query over each lane, PutItem for an entry that is rewritten
//	Dump     Scan, and what Changes asks; for copies that are kept elsewhere
//
// The feed of changes lies in a few lanes, so that writers seldom meet. Entries
// of a lane are numbered without a gap by the transactions that write them: a
// number can only be taken once its forerunner is seen, so a reader that has
// passed a number has passed all before it. begin.go says where they begin. The lanes are merged by the
// version, a clock that is always ahead of what the update has read: changes
// that touch one item come in the order of its commits.
package dynamo
