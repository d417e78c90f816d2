package badge

import "tidings/internal/status"

// face is how a status looks: a sign drawn in a square of 12, the ground and
// the ink on it, and the sign's own colour on a light and on a dark page.
type face struct{ sign, fill, ink, light, dark string }

// faces are the page's colours, darkened where white ink would not stand out,
// each with a sign of its own shape.
var faces = [...]face{
	status.Operational:         {"M6 0a6 6 0 1 0 .01 0zM5.2 9 2.3 6.1l1.2-1.2 1.7 1.7L8.8 3 10 4.2z", "#0b7565", "#fff", "#0b7565", "#22b8a0"},
	status.Unknown:             {"M6 0a6 6 0 1 0 .01 0zM3 5h6v2H3z", "#5c636b", "#fff", "#5c636b", "#a5adb8"},
	status.UnderMaintenance:    {"M11 2 9 4 8 3l2-2a3.5 3.5 0 0 0-4 5L1 10l2 2 4-5a3.5 3.5 0 0 0 4-5z", "#2500f8", "#fff", "#2500f8", "#8c92ff"},
	status.DegradedPerformance: {"M6 0 12 11H0z", "#fae618", "#000", "#8a6d00", "#fae618"},
	status.PartialOutage:       {"M0 0h12v12H0zM2 2v4h8V2z", "#bd3f07", "#fff", "#bd3f07", "#ff8436"},
	status.MajorOutage:         {"M4 0h4l4 4v4L8 12H4L0 8V4z", "#5c0102", "#fff", "#5c0102", "#ff4d5e"},
}
