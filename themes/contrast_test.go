package themes

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestContrast reads the colours of both schemes out of the style sheet and
// holds text to 4.5:1 and marks to 3:1 on both grounds. A pale mark may have an
// edge that is dark enough instead.
func TestContrast(t *testing.T) {
	theme, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	light, dark, ok := strings.Cut(theme.Style(), "@media(prefers-color-scheme:dark)")
	if !ok {
		t.Fatal("no dark scheme")
	}
	dark, _, _ = strings.Cut(dark, "*{")
	for scheme, css := range map[string]string{"light": light, "dark": light + dark} {
		colours := variables(css)
		for _, ground := range []string{"paper", "sheet"} {
			for _, text := range []string{"ink", "soft", "accent"} {
				if r := ratio(t, colours[text], colours[ground]); r < 4.5 {
					t.Errorf("%s: %s on %s has only %.1f:1", scheme, text, ground, r)
				}
			}
			for _, status := range []string{"operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage", "unknown"} {
				best := ratio(t, colours["."+status+" c"], colours[ground])
				if edge := edgeShape.FindStringSubmatch(theme.files["assets/marks/"+status+".svg"]); edge != nil && scheme == "light" {
					best = max(best, ratio(t, edge[1], colours[ground]))
				}
				if best < 3 {
					t.Errorf("%s: %s on %s has only %.1f:1", scheme, status, ground, best)
				}
			}
		}
	}
}

var (
	edgeShape     = regexp.MustCompile(`stroke="(#[0-9a-f]{6})"`)
	ruleShape     = regexp.MustCompile(`(:root|\.[a-z_]+)\{([^}]*)\}`)
	variableShape = regexp.MustCompile(`--([a-z_]+):(#[0-9a-f]{3,6})`)
)

// variables are the colours that a style sheet sets, the last one of a name
// winning; those of a class have its name before theirs.
func variables(css string) map[string]string {
	all := map[string]string{}
	for _, rule := range ruleShape.FindAllStringSubmatch(css, -1) {
		prefix := ""
		if rule[1] != ":root" {
			prefix = rule[1] + " "
		}
		for _, v := range variableShape.FindAllStringSubmatch(rule[2], -1) {
			all[prefix+v[1]] = v[2]
		}
	}
	return all
}

func ratio(t *testing.T, a, b string) float64 {
	t.Helper()
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is WCAG's relative luminance.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = fmt.Sprintf("%c%c%c%c%c%c", hex[0], hex[0], hex[1], hex[1], hex[2], hex[2])
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("no colour: %q", hex)
	}
	linear := func(shift int) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0)
}

// TestWidgetStandsOut holds the signs of the widget, which stand on grounds that
// nobody knows, to 3:1 on white and on nearly black.
func TestWidgetStandsOut(t *testing.T) {
	theme, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	signs := regexp.MustCompile(`(\w+): \['(#[0-9a-f]{6})', '`).FindAllStringSubmatch(theme.files["assets/widget.js"], -1)
	if len(signs) != 6 {
		t.Fatalf("the widget has signs of %d statuses", len(signs))
	}
	for _, sign := range signs {
		for _, ground := range []string{"#ffffff", "#0d1117"} {
			if r := ratio(t, sign[2], ground); r < 3 {
				t.Errorf("%s on %s has only %.1f:1", sign[1], ground, r)
			}
		}
	}
}
