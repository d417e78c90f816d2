package message

// pluralForm names the form that a rule gives a number. Rules and names are those
// of Unicode's CLDR, for whole numbers; what it says of whole millions in Spanish,
// French and Portuguese is left out, for no page counts that far.
func pluralForm(rule string, n int) string {
	switch {
	case rule == "one" && n == 1, rule == "zero-one" && n <= 1:
		return "one"
	case rule == "arabic":
		return arabicForm(n)
	}
	return "other"
}

func arabicForm(n int) string {
	switch rest := n % 100; {
	case n == 0:
		return "zero"
	case n == 1:
		return "one"
	case n == 2:
		return "two"
	case rest >= 3 && rest <= 10:
		return "few"
	case rest >= 11:
		return "many"
	}
	return "other"
}
