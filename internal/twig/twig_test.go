package twig

import (
	"errors"
	"strings"
	"testing"
)

var values = map[string]any{
	"name": "Ada <b>", "empty": "", "zero": "0", "n": 3, "half": 1.5, "yes": true, "list": []any{"API", "Website", "Docs"}, "none_of": []any{},
	"incident": map[string]any{"name": "Slow logins", "status": 1, "visible": true, "component": map[string]any{"name": "API"}},
}

func TestTemplatesAreFilledIn(t *testing.T) {
	for source, want := range map[string]string{
		"plain text, { and } and 100%":                                                                "plain text, { and } and 100%",
		"{{ name }}|{{name|escape}}|{{ name|e }}":                                                     "Ada <b>|Ada <b>|Ada <b>",
		"{{ incident.name }} {{ incident.component.name }}":                                           "Slow logins API",
		`{{ incident["name"] }} {{ list[1] }} {{ list.0 }}`:                                           "Slow logins Website API",
		"[{{ nowhere }}][{{ nowhere.deep }}][{{ list.9 }}]":                                           "[][][]",
		"{% if yes %}a{% endif %}{% if empty %}b{% endif %}":                                          "a",
		"{% if zero %}a{% elseif n == 3 %}b{% else %}c{% endif %}":                                    "b",
		"{% if incident.status == '1' and not empty %}a{% endif %}":                                   "a",
		"{% if n > 2 and n <= 3 or nowhere %}a{% endif %}":                                            "a",
		"{% if 'API' in list %}a{% endif %}{% if 'x' not in list %}b{% endif %}":                      "ab",
		"{% if nowhere is defined %}a{% else %}b{% endif %}{% if n is not null %}c{% endif %}":        "bc",
		"{% for x in list %}{{ loop.index }}:{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}":  "1:API, 2:Website, 3:Docs",
		"{% for x in none_of %}a{% else %}b{% endfor %}":                                              "b",
		"{{ name|upper }} {{ 'ÄB'|lower }} {{ 'ab cd'|title }} {{ 'aB'|capitalize }}":                 "ADA <B> äb Ab Cd Ab",
		"{{ empty|default('x') }} {{ name|default('x') }} {{ nowhere|default(n) }}":                   "x Ada <b> 3",
		"{{ list|join(', ', ' and ') }} {{ list|length }} {{ list|first }} {{ list|last }}":           "API, Website and Docs 3 API Docs",
		"{{ n + 2 * 3 }} {{ (n + 2) * 3 }} {{ -n }} {{ 7 % 4 }} {{ 3 / 2 }}":                          "9 15 -3 3 1.5",
		"{{ 'a' ~ n ~ 'b' }} {{ yes ? 'on' : 'off' }} {{ nowhere ?? 'else' }} {{ empty ?: 'short' }}": "a3b on else short",
		"{# a comment {{ nowhere() }} #}x":                                                            "x",
		"a {{- ' b ' -}} c":                                                                           "a b c",
		"{% if yes %}\nline\n{% endif %}\nend":                                                        "line\nend",
		`{{ "}}" }}{{ '%}' }}{{ "a\"b\n" }}`:                                                          "}}%}a\"b\n",
		"{{ [1, 'b']|join('-') }}":                                                                    "1-b",
		"{{ true }}{{ false }}{{ null }}":                                                             "1",
	} {
		template, err := Parse(source)
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		if got, err := template.Render(values, false); got != want || err != nil {
			t.Errorf("%s\n gives %q, %v\n want  %q", source, got, err, want)
		}
	}
}

func TestWhatIsNotGivenCanStay(t *testing.T) {
	template, err := Parse("{{ name }}: see {{ runbook }} of {{incident.owner|upper}}{{ nowhere|default('!') }}")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := template.Render(values, true); got != "Ada <b>: see {{ runbook }} of {{incident.owner|upper}}!" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}

func TestMistakesAreNamedByPlace(t *testing.T) {
	for source, want := range map[string]string{
		"a\nb {{ name":                 "line 2, column 3: {{ is never closed",
		"{{ }}":                        "line 1, column 4: a value is missing here",
		"ä {{ name|shout }}":           `line 1, column 11: there is no filter "shout"`,
		"{% include 'x' %}":            `line 1, column 1: there is no tag "include"`,
		"{% if name %}a":               "column 14: {% if %} is never ended",
		"{% endif %}":                  "{% endif %} stands alone here",
		"{% %}":                        "the tag is empty",
		"{{ name() }}":                 "line 1, column 8: functions and methods cannot be called",
		"{{ incident.getName() }}":     "functions and methods cannot be called",
		"{{ a b }}":                    `line 1, column 6: "b" has no meaning here`,
		"{{ (a }}":                     `")" is missing here`,
		"{{ 1.2.3 }}":                  `"1.2.3" is no number`,
		"{{ a & b }}":                  "'&' has no meaning here",
		"{% for in x %}{% endfor %}":   "needs a name",
		"{% for x of y %}{% endfor %}": "needs the word in",
		"{% if a %}{% else %}{% else %}{% endif %}":        "{% endif %} has to follow",
		"{% for a in b %}{% else %}{% else %}{% endfor %}": "{% endfor %} has to follow",
		"{% if a is odd_one %}{% endif %}":                 `there is no test "odd_one"`,
		strings.Repeat("{% if a %}", 50):                   "more than 40 tags in one another",
		"{{ " + strings.Repeat("(", 90) + "1":              "{{ is never closed",
		"{{ " + strings.Repeat("(", 90) + "1 }}":           "too much in one another",
		strings.Repeat("x", MaxSource+1):                   "may have 65536",
	} {
		_, err := Parse(source)
		var e *Error
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %q", source, err, want)
		}
	}
}

// What a template may cost is bounded, whatever it says.
func TestATemplateCostsLittle(t *testing.T) {
	many := make([]any, 1000)
	for i := range many {
		many[i] = strings.Repeat("x", 100)
	}
	for source, want := range map[string]string{
		"{% for a in many %}{% for b in many %}{% for c in many %}{% endfor %}{% endfor %}{% endfor %}": "too much work",
		"{% for a in many %}{{ a }}{% endfor %}":                                                        "more than 65536 bytes come out",
		"{{ many|join('" + strings.Repeat("y", 100) + "') }}":                                           "a text of more than 65536 bytes",
		"{{ 1 / 0 }}": "line 1, column 6: something is divided by 0",
	} {
		template, err := Parse(source)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := template.Render(map[string]any{"many": many}, false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", source, err)
		}
	}
}

func FuzzTemplates(f *testing.F) {
	for _, s := range []string{"{{ name|default('x') }}", "{% for x in list %}{{ loop.index }}{% else %}{% endfor %}", "{% if a is not defined and 1 in [1,2] %}x{% elseif b %}{% endif %}", "{{ a ?: b ?? c }}{# #}{{- -1 ~ 'x' -}}", "{{ \"\\\"\" }}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		template, err := Parse(source)
		if err != nil {
			return
		}
		if out, err := template.Render(values, true); err == nil && len(out) > MaxOutput {
			t.Errorf("%d bytes", len(out))
		}
	})
}
