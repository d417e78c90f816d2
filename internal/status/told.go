package status

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Opening is the words of an automatic incident, with everything in them expanded.
type Opening struct {
	Title         string           `json:"title"`
	Impact        Impact           `json:"impact"`
	Bodies        map[State]string `json:"bodies,omitempty"` // Markdown
	ComponentName string           `json:"component_name,omitempty"`
}

// Told is a signal and what the rules made of it.
type Told struct {
	Signal Signal
	// Effect is nil when no rule matched: the signal is kept for operators only.
	Effect *Effect
	// Opening is nil when the signal opens no incident.
	Opening *Opening
}

// hash names an opening by its content; nil has no name.
func (o *Opening) hash() string {
	if o == nil {
		return ""
	}
	b, err := json.Marshal(o)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}

// body is the text of a state, or a plain sentence.
func (o *Opening) body(s State, plain string) string {
	if text := o.Bodies[s]; text != "" {
		return text
	}
	return plain
}

// name is what the component is called in plain sentences.
func (o *Opening) name(component string) string {
	if o.ComponentName != "" {
		return o.ComponentName
	}
	return component
}
