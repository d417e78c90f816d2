// Package notify tells people what has happened: it matches news with those who
// asked, and keeps a ledger of who was told what, so that nobody is missed and
// nobody is told twice.
//
// News is what happened to one subject, an incident or a maintenance: a list of
// events, each with a number. The ledger has one entry for each subject and
// subscriber: the number up to which they were told, and the number that a
// message under way will bring them to. A message tells all that its reader has
// not been told yet: where an incident is resolved before its first mail was
// sent, one mail says both. A process that is killed finds in the ledger which
// messages were under way, and sends only those again. A message that is not
// taken now, or of which nobody knows whether it was, is put aside: it keeps
// nobody else waiting. What a mail service says later of a message is its Fate.
//
// A desk goes through a round page by page. Where there are several processes, one
// hands the round out in stretches, which they tell at once; when all is told, or
// nothing moves any more, a desk goes through the round once more, and whoever was
// missed is told then.
//
// It must never know how a message is worded or how it travels: those are a
// Writer and a Channel.
//
// The items of its store, which is that of the contacts:
//
//	part            sort           value
//	news            subject        its events, and how far they have been told
//	began           time, subject  that a round began then; expires
//	untold          subject        that there is somebody left to look at
//	stop            "news"         who has stopped everything, and when
//	told/SUBJECT    subscriber id  entry of the ledger; expires
//	pace            subscriber id  how many messages they got this hour; expires
//	owed            time, id       a subscriber who is told later of some subjects, and when
//	fates/SUBJECT   a letter       how many messages met which fate, of readers whose id begins so; expires
package notify
