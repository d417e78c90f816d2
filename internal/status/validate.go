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
	default:
		err = fmt.Errorf("%w: a fact is an incident or a maintenance", ErrInvalid)
	}
	return err
}
