package v1

import "tidings/internal/status"

// Cachet's numbers of statuses, and back.
var (
	statusNumbers = [...]int{
		status.Operational: 1, status.Unknown: 0, status.UnderMaintenance: 1,
		status.DegradedPerformance: 2, status.PartialOutage: 3, status.MajorOutage: 4,
	}
	numberStatuses = [...]status.Status{status.Unknown, status.Operational, status.DegradedPerformance, status.PartialOutage, status.MajorOutage}
	statusWords    = [...]string{"Unknown", "Operational", "Performance Issues", "Partial Outage", "Major Outage"}
)

func toNumber(s status.Status) int { return statusNumbers[s] }

// beneath are the statuses that maintenance covers: Cachet knows no status for
// maintenance, and its components stay what they are.
func beneath(f status.Facts, view *status.View) ([]status.ComponentState, error) {
	if len(view.Active) == 0 {
		return view.States, nil
	}
	f.Maintenance = nil
	bare, err := status.Derive(f)
	if err != nil {
		return nil, err
	}
	return bare.States, nil
}
