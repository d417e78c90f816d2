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
		return macroName(strings.Trim(text[1:], "{}"))
	case enclosed(text, '{', '}'), // {EVENT.VALUE}
		enclosed(text, '[', ']'), // [ALERT_TRIGGERED_OR_RESOLVED]
		enclosed(text, '*', '*'), // *monitorID*
		enclosed(text, '|', '|'): // |TESTID|
		return macroName(text[1 : len(text)-1])
	}
	return false
}

func enclosed(text string, open, end byte) bool {
	return len(text) > 2 && text[0] == open && text[len(text)-1] == end
}

func macroName(text string) bool {
	return text != "" && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.") == ""
}
