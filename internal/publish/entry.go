package publish

// state is what a publish knows of one file, as flags.
type state uint8

const (
	listed  state = 1 << iota // the manifest lists it: it is ours
	doubted                   // the target may hold other bytes than the manifest says
	awaited                   // Expect named it
	made                      // Put made it
	gone                      // it is to be deleted
)

func (s state) is(flag state) bool { return s&flag != 0 }

// entry is one file. Hashes are kept as bytes: there may be 100,000 of them.
type entry struct {
	sum   Sum
	state state
}

// stays reports whether the next manifest lists the file.
func (e entry) stays() bool {
	return !e.state.is(gone) && e.state.is(listed|made)
}
