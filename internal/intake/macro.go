package intake

import "strings"

// unexpanded reports whether text is the placeholder of a sender's template
// and not what should stand in its place: what a test button often sends.
// Whole placeholders only, since a monitor's name may well hold a dollar sign.
func unexpanded(text string) bool {
	switch {
	case strings.Contains(text, "{{") && strings.Contains(text, "}}"):
		return true
	case strings.HasPrefix(text, "$"): // $ALERT_ID, ${ALERT_ID}
		return madeOf(strings.Trim(text[1:], "{}"), upper)
	case enclosed(text, "{}"), enclosed(text, "[]"): // {EVENT.VALUE}, [ALERT_TRIGGERED_OR_RESOLVED]
		return madeOf(text[1:len(text)-1], upper) && strings.ContainsAny(text, "._")
	case enclosed(text, "||"): // |TESTID|
		return madeOf(text[1:len(text)-1], upper)
	case enclosed(text, "**"): // *monitorID*
		return madeOf(text[1:len(text)-1], upper+"abcdefghijklmnopqrstuvwxyz")
	}
	return false
}

// upper is what most placeholders are written in.
const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."

func enclosed(text, marks string) bool {
	return len(text) > 2 && text[0] == marks[0] && text[len(text)-1] == marks[1]
}

func madeOf(text, letters string) bool { return text != "" && strings.Trim(text, letters) == "" }
