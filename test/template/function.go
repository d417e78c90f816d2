package template

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"time"
)

// Function is a function as the SAM transform makes it.
type Function struct {
	Name      string // in the template
	Door      string // last folder of its code
	Memory    int    // megabytes
	Timeout   time.Duration
	Variables map[string]string
	Role, Log string // ARN of the one, name of the other
	// Late is where an event goes that it has failed at whenever it was tried, if
	// nobody waits for an answer; empty where it is lost.
	Late   string
	Events []Event
}

// Event is what wakes a function: one of its own, or a rule or subscription that
// stands apart and leads to it.
type Event struct {
	Name, Type string
	Resource   // its properties
}

// known are the kinds of event that a Function may have.
var known = []string{"HttpApi", "DynamoDB", "SQS", "Schedule", "ScheduleV2", "SNS", "EventBridgeRule", "S3"}

// Functions are all functions, in order of their names.
func (s Setting) Functions() (all []Function, err error) {
	names, err := s.Named("AWS::Serverless::Function")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		f, err := s.function(name)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, s.lead(all)
}

func (s Setting) function(name string) (f Function, err error) {
	own, err := s.Properties(name)
	if err != nil {
		return f, err
	}
	globals, err := s.resolve(part(s.Globals, "Function"))
	if err != nil {
		return f, err
	}
	all := maps.Clone(globals.(Resource))
	maps.Copy(all, own)
	memory, _ := all["MemorySize"].(int)
	seconds, _ := all["Timeout"].(int)
	f = Function{Name: name, Door: path.Base(Text(all["CodeUri"])), Memory: memory, Timeout: time.Duration(seconds) * time.Second, Variables: map[string]string{},
		Role: Text(all["Role"]), Log: Text(all.At("LoggingConfig", "LogGroup")), Late: Text(all.At("EventInvokeConfig", "DestinationConfig", "OnFailure", "Destination"))}
	if memory == 0 || seconds == 0 {
		return f, fmt.Errorf("%s: neither it nor Globals says how much memory and time it has", name)
	}
	for _, from := range []Resource{globals.(Resource), own} {
		for v, is := range part(from, "Environment", "Variables") {
			f.Variables[v] = Text(is)
		}
	}
	f.Events, err = events(part(all, "Events"))
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return f, err
}

func events(of Resource) (all []Event, err error) {
	for _, name := range of.Keys() {
		e := Event{name, Text(of.At(name, "Type")), part(of, name, "Properties")}
		if !slices.Contains(known, e.Type) {
			return nil, fmt.Errorf("the event %s is of the kind %s, which is not known here", name, e.Type)
		}
		all = append(all, e)
	}
	return all, nil
}
