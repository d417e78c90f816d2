package rehearsal

import "strings"

// needless are the rights that no scenario uses, each with why it is there.
func needless() map[string]string {
	all := map[string]string{
		"Content: dynamodb:BatchGetItem on " + tableARN("PageTable"): "what an edit changes at once may be too large for one transaction, and is read in batches then",
	}
	for _, x := range unplayed {
		for _, function := range strings.Fields(x.functions) {
			for _, key := range strings.Fields(x.reads) {
				all[function+": dynamodb:GetItem of "+key+" in "+tableARN(x.table)] = x.why
			}
			for _, key := range strings.Fields(x.writes) {
				all[function+": dynamodb:PutItem of "+key+" in "+tableARN(x.table)] = x.why
			}
		}
	}
	return all
}

func tableARN(name string) string {
	return "arn:aws:dynamodb:us-east-1:" + account + ":table/STACK-" + name
}

// unplayed are the partitions that no scenario has a door read or write, with when it does.
var unplayed = []struct{ functions, table, reads, writes, why string }{
	{"Content", "PageTable", "metricgone points/*", "aside/incident maintenance metric metricgone points/* recurrence todo", "a commit is applied by what applies an archive, which is played with files of all kinds"},
	{"Api", "PageTable", "recurrence", "", "a program takes away planned work that stands in the place of one time of a recurrence"},
	{"Ingest Sweep Admin", "PageTable", "", "todo", "an outage on more days than one transaction holds is written in steps, by whoever comes next"},
	{"Content", "PageTable", "writeback/clash", "writeback/clash", "a post that somebody changed in Git at the same time"},
	{"Admin", "PageTable", "", "audit/mark", "a log so long that searching it wants marks"},
	{"Admin", "ContactsTable", "", "audit/mark", "a log so long that searching it wants marks"},
	{"Admin", "AccessTable", "", "audit/mark", "a log so long that searching it wants marks"},
}
