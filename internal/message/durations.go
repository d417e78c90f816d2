package message

import "time"

// Duration says how long something took, in its two greatest units.
func (w *Words) Duration(d time.Duration) string {
	minutes := int(d / time.Minute)
	days, hours := minutes/(24*60), minutes/60
	switch {
	case minutes < 1:
		return w.Text("duration.short")
	case hours < 1:
		return w.Count("duration.minutes", minutes)
	case days < 2:
		return w.pair(w.Count("duration.hours", hours), "duration.minutes", minutes%60)
	}
	return w.pair(w.Count("duration.days", days), "duration.hours", hours%24)
}

func (w *Words) pair(first, key string, n int) string {
	if n == 0 {
		return first
	}
	return w.Text("duration.pair", "first", first, "second", w.Count(key, n))
}
