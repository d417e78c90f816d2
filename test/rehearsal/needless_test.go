package rehearsal

import "strings"

// needless are the rights that no scenario uses, each with why it is there.
func needless() map[string]string {
	all := map[string]string{}
	for _, function := range []string{"Admin", "Api", "Export", "Feedback", "Notify", "Subscribe"} {
		all[function+": kms:DescribeKey on arn:aws:kms:us-east-1:"+account+":key/STACK-ContactsKey"] = "DynamoDB may ask for a customer's key in the name of who reads; no stand-in does"
	}
	for _, function := range []string{"Archive", "Content"} {
		all[function+": dynamodb:BatchGetItem on "+tableARN("PageTable")] = "what an edit changes at once may be too large for one transaction, and is read in batches then"
	}
	all["Notify: dynamodb:BatchGetItem on "+tableARN("PageTable")] = "what a channel is told says how all is, of all incidents that are open"
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
	{"Admin", "PageTable", "inbox/body/*", "inbox/body/*", "a delivery that is longer than an item of the table"},
	{"Ingest Sweep Publish Content Archive Api Admin", "PageTable", "", "todo", "an outage on more days than one transaction holds is written in steps, by whoever comes next"},
	{"Content", "PageTable", "metricgone points/*", "metric metricgone points/*", "metrics"},
	{"Archive", "PageTable", "points/*", "points/*", "metrics"},
	{"Admin", "PageTable", "points/*", "metric metricgone metricnews points/*", "metrics"},
	{"Publish Admin", "PageTable", "", "override", "a status that a person gave a component"},
	{"Content", "PageTable", "", "recurrence", "maintenance that recurs"},
	{"Api", "PageTable", "recurrence", "", "maintenance that recurs"},
	{"Admin", "PageTable", "recurrence", "recurrence", "maintenance that recurs"},
	{"Content", "PageTable", "", "maintenance", "maintenance"},
	{"Admin", "PageTable", "maintenance", "maintenance", "maintenance"},
	{"Notify", "PageTable", "maintenance", "", "maintenance"},
	{"Admin", "PageTable", "", "component group template", "components, groups and templates that a program or the dashboard made"},
	{"Content", "PageTable", "writeback/clash", "writeback/clash", "a post that somebody changed in Git at the same time"},
	{"Publish Content", "PageTable", "", "aside/incident", "a file that goes while somebody has added to what it says, and comes back"},
	{"Admin", "PageTable", "", "audit/mark", "a log so long that searching it wants marks"},
	{"Admin", "ContactsTable", "", "audit/mark", "a log so long that searching it wants marks"},
	{"Admin", "AccessTable", "", "audit/mark", "a log so long that searching it wants marks"},
	{"Admin", "PageTable", "", "secret", "a secret that is set in the dashboard"},
	{"Admin", "PageTable", "", "inbox/kept", "a delivery that is worked out again"},
	{"Publish", "PageTable", "signal", "active signal watch", "what a monitor said is over, or cleared by a person"},
	{"Admin", "PageTable", "watch", "active signal watch", "what a monitor said is over, or cleared by a person"},
	{"Admin", "ContactsTable", "untold", "began news untold", "news that somebody approved, dropped or had told again"},
	{"Admin", "ContactsTable", "", "outlet", "a channel that is switched off and on"},
	{"Admin", "ContactsTable", "", "stop", "everything stopped at once"},
	{"Feedback", "ContactsTable", "fates/* told/*", "fates/* told/*", "a report of a letter that the ledger knows"},
	{"Notify Feedback", "ContactsTable", "", "reached", "a letter that was delivered"},
	{"Notify", "ContactsTable", "barred", "barred", "an address that does not exist"},
	{"Admin", "AccessTable", "access/pending", "access/pending", "a second step of signing in"},
	{"Admin", "AccessTable", "access/used", "access/used", "a passkey"},
}
