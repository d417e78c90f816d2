package generator

// plan says when a maintenance is planned, as plain text.
func (l *locale) plan(t *tale) string {
	zone := l.b.view.Zone
	return l.words.Text("feed.plan",
		"from", l.words.Date("moment", t.maintenance.Starts.In(zone)),
		"to", l.words.Date("moment", t.maintenance.Ends.In(zone)))
}
