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
	for scheme, colours := range schemes(t, theme) {
		for _, ground := range []string{colours["paper"], blend(t, "#888888", colours["paper"], 1./15)} {
			for what, text := range map[string]string{
				"ink": colours["ink"], "accent": colours["accent"],
				"facts": blend(t, colours["ink"], ground, 0.8), "soft": blend(t, colours["ink"], "#888888", 0.65),
			} {
				if r := ratio(t, text, ground); r < 4.5 {
					t.Errorf("%s: %s on %s has only %.1f:1", scheme, what, ground, r)
				}
			}
			for _, status := range statuses {
				best := ratio(t, colours["."+status+" c"], ground)
				if edge := edgeShape.FindStringSubmatch(theme.files["assets/marks/"+status+".svg"]); edge != nil && scheme == "light" {
					best = max(best, ratio(t, edge[1], ground))
				}
				if best < 3 {
					t.Errorf("%s: %s on %s has only %.1f:1", scheme, status, ground, best)
				}
			}
		}
	}
}

var statuses = []string{"operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage", "unknown"}

// schemes are the colours of the light and of the dark scheme by name.
func schemes(t *testing.T, theme *Theme) map[string]map[string]string {
	t.Helper()
	light, dark := "", ""
	for _, css := range []string{theme.files["assets/base.css"], theme.files["assets/text.css"]} {
		before, block, found := strings.Cut(css, "@media(prefers-color-scheme:dark){")
		if !found {
			t.Fatal("no dark scheme")
		}
		light += before
		block, _, _ = strings.Cut(block, "}}")
		dark += block + "}"
	}
	return map[string]map[string]string{"light": variables(light), "dark": variables(light + dark)}
}

// blend is a colour that lies half transparent over another.
func blend(t *testing.T, over, under string, alpha float64) string {
	t.Helper()
	a, b := channels(t, over), channels(t, under)
	for i := range a {
		a[i] = a[i]*alpha + b[i]*(1-alpha)
	}
	return fmt.Sprintf("#%02x%02x%02x", int(a[0]), int(a[1]), int(a[2]))
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
	c := linear(channels(t, hex))
	return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
}

// linear undoes the gamma of sRGB: 0 to 1 for 0 to 255.
func linear(c [3]float64) [3]float64 {
	for i := range c {
		if c[i] /= 255; c[i] <= 0.04045 {
			c[i] /= 12.92
		} else {
			c[i] = math.Pow((c[i]+0.055)/1.055, 2.4)
		}
	}
	return c
}

// channels reads #rgb and #rrggbb.
func channels(t *testing.T, hex string) [3]float64 {
	t.Helper()
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = fmt.Sprintf("%c%c%c%c%c%c", hex[0], hex[0], hex[1], hex[1], hex[2], hex[2])
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("no colour: %q", hex)
	}
	return [3]float64{float64(n >> 16), float64(n >> 8 & 0xff), float64(n & 0xff)}
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
