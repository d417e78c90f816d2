package template

import "fmt"

// choose is the one of two values that a condition decides for.
func (s Setting) choose(ways []any) (any, error) {
	yes, err := s.holds(Resource{"Condition": ways[0]})
	if err != nil {
		return nil, err
	}
	if yes {
		return s.resolve(ways[1])
	}
	return s.resolve(ways[2])
}

// holds reports whether a condition does.
func (s Setting) holds(condition any) (bool, error) {
	c, _ := condition.(Resource)
	for f, of := range c {
		all := List(of)
		switch {
		case f == "Condition" && s.Conditions[Text(of)] != nil:
			return s.holds(s.Conditions[Text(of)])
		case f == "Fn::Not" && len(all) == 1:
			yes, err := s.holds(all[0])
			return !yes, err
		case f == "Fn::Equals" && len(all) == 2:
			return s.equal(all)
		case f == "Fn::And" || f == "Fn::Or":
			return s.join(all, f == "Fn::And")
		}
	}
	return false, fmt.Errorf("%v is no condition that is known here", condition)
}

func (s Setting) equal(pair []any) (bool, error) {
	both, err := s.resolve(pair)
	if err != nil {
		return false, err
	}
	is := both.([]any)
	return len(is) == 2 && Text(is[0]) == Text(is[1]), nil
}

// join reports whether every condition holds, or with every false any does.
func (s Setting) join(all []any, every bool) (bool, error) {
	for _, c := range all {
		if yes, err := s.holds(c); err != nil || yes != every {
			return yes, err
		}
	}
	return every, nil
}
