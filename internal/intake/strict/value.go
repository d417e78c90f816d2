package strict

import "iter"

// Kind is what sort of JSON value a Value is.
type Kind uint8

// The kinds. The zero Value is Missing.
const (
	Missing Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

var kindNames = [...]string{"nothing", "null", "a boolean", "a number", "a string", "an array", "an object"}

// String names the kind in a sentence, such as "an object".
func (k Kind) String() string { return kindNames[k] }

// node is one value. Its children follow it directly, up to end.
type node struct {
	key  string // its name in the object it stands in
	text string // a string's characters, or the literal of a number or boolean
	end  int32  // index of the first node that is not within this one
	kind Kind
}

// Value is one value of a document. It may be copied and read from many goroutines.
type Value struct {
	nodes []node
	at    int32
}

// Kind says what the value is.
func (v Value) Kind() Kind {
	if v.nodes == nil {
		return Missing
	}
	return v.nodes[v.at].kind
}

// Null reports whether the value is null or Missing, which senders write for none.
func (v Value) Null() bool { return v.Kind() == Missing || v.Kind() == Null }

// Get returns the member of an object with exactly this key, or a Missing
// value; it may be called on any value.
func (v Value) Get(key string) Value {
	for k, member := range v.Members() {
		if k == key {
			return member
		}
	}
	return Value{}
}

// Members runs over an object in the order of its bytes; over anything else it
// does not run.
func (v Value) Members() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		if v.Kind() == Object {
			v.children(func(child Value) bool { return yield(v.nodes[child.at].key, child) })
		}
	}
}

// Elements runs over an array in order; over anything else it does not run.
func (v Value) Elements() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if v.Kind() == Array {
			v.children(yield)
		}
	}
}

func (v Value) children(yield func(Value) bool) {
	for i := v.at + 1; i < v.nodes[v.at].end; i = v.nodes[i].end {
		if !yield(Value{v.nodes, i}) {
			return
		}
	}
}

// Text returns a string's characters, and whether the value is a string.
func (v Value) Text() (string, bool) {
	if v.Kind() != String {
		return "", false
	}
	return v.nodes[v.at].text, true
}

// Scalar returns the characters of a string or the literal of a number or
// boolean, and whether the value is one of these.
func (v Value) Scalar() (string, bool) {
	switch v.Kind() {
	case String, Number, Bool:
		return v.nodes[v.at].text, true
	}
	return "", false
}
