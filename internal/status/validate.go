package status

import "fmt"

// Validate returns the error with which a board would refuse a fact for what
// it says, whatever else the board holds: ErrInvalid, or nil.
func Validate(by Actor, f Fact) (err error) {
	switch {
	case f.Incident != nil:
		_, err = tidyIncident(*f.Incident, by)
	case f.Maintenance != nil:
		_, err = tidyMaintenance(*f.Maintenance, by)
	case f.Recurrence != nil:
		_, err = tidyRecurrence(*f.Recurrence, by)
	default:
		err = fmt.Errorf("%w: a fact is an incident, a maintenance or a recurrence", ErrInvalid)
	}
	return err
}
