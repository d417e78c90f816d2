package status

import "fmt"

// Status is the state of a component. The order is the order of severity:
// the worst of several statuses is the greatest.
type Status uint8

// The statuses, in the words of Statuspage's API plus Unknown, which is shown
// grey and never as green.
const (
	Operational Status = iota
	Unknown
	UnderMaintenance
	DegradedPerformance
	PartialOutage
	MajorOutage
)

var statusNames = [...]string{"operational", "unknown", "under_maintenance", "degraded_performance", "partial_outage", "major_outage"}

// String gives the name used in content files and in JSON.
func (s Status) String() string { return statusNames[s] }

// ParseStatus reads a name that String gives.
func ParseStatus(name string) (Status, error) {
	for i, n := range statusNames {
		if n == name {
			return Status(i), nil
		}
	}
	return 0, fmt.Errorf("unknown status %q: use one of operational, degraded_performance, partial_outage, major_outage, under_maintenance, unknown", name)
}

// MarshalText implements encoding.TextMarshaler.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Status) UnmarshalText(b []byte) (err error) {
	*s, err = ParseStatus(string(b))
	return err
}

// Component is one thing whose status the page shows.
type Component struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Link        string `json:"link,omitempty"`  // https address, or empty
	Group       string `json:"group,omitempty"` // id of its group, or empty
	// Since is the day the component came into being, yyyy-mm-dd in the site's
	// zone; before it there is no data. Empty means always.
	Since string `json:"since,omitempty"`
	// Retired is the day from which there is no such component any more,
	// yyyy-mm-dd in the site's zone; empty for none. Layout.On goes by it.
	Retired string `json:"retired,omitempty"`
}

// Group is a named run of components on the page.
type Group struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	// Mode is open, folded or auto (folded unless a component in it is not
	// operational). Empty means auto.
	Mode string `json:"mode,omitempty"`
}

// Layout is the page's components in page order: Blocks runs over groups and
// lone components as they stand on the page.
type Layout struct {
	Groups     []Group     `json:"groups"`
	Components []Component `json:"components"` // members of a group stand together, in order
	// Retired are the components that are no more: none of what is now, but incidents
	// of their time go on naming them.
	Retired []Component `json:"retired,omitempty"`
	// Withheld are the ids of components that the public may not know of.
	Withheld []string `json:"withheld,omitempty"`
}
