package badge

import "tidings/internal/status"

// face is how a status looks: ground, ink, and a sign drawn in a square of 12.
type face struct{ fill, ink, sign string }

// faces are the page's colours, darkened where white ink would not stand out,
// each with a sign of its own shape.
var faces = [...]face{
	status.Operational:         {"#0b7565", "#fff", "M6 0a6 6 0 1 0 .01 0zM5.2 9 2.3 6.1l1.2-1.2 1.7 1.7L8.8 3 10 4.2z"},
	status.Unknown:             {"#5c636b", "#fff", "M6 0a6 6 0 1 0 .01 0zM3 5h6v2H3z"},
	status.UnderMaintenance:    {"#2500f8", "#fff", "M11 2 9 4 8 3l2-2a3.5 3.5 0 0 0-4 5L1 10l2 2 4-5a3.5 3.5 0 0 0 4-5z"},
	status.DegradedPerformance: {"#fae618", "#000", "M6 0 12 11H0z"},
	status.PartialOutage:       {"#bd3f07", "#fff", "M0 0h12v12H0zM2 2v4h8V2z"},
	status.MajorOutage:         {"#5c0102", "#fff", "M4 0h4l4 4v4L8 12H4L0 8V4z"},
}
