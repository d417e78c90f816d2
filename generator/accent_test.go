package generator

import (
	"regexp"
	"strings"
	"testing"

	"tidings/themes"
)

var hexColour = regexp.MustCompile(`#[0-9a-f]{6}`)

// TestAccentCanBeRead holds any accent to 4.5:1 on every ground of both schemes,
// and leaves alone what is readable as it is.
func TestAccentCanBeRead(t *testing.T) {
	for _, text := range []string{"#0b6e75", "#000", "#fff", "#ffd400", "#8fb4ff", "#1d4ed8", "#7f7f7f", "#F00", "#00f", "#14181f"} {
		css := accented("", text)
		made := hexColour.FindAllString(css, -1)
		if len(made) != 2 {
			t.Fatalf("%s: %s", text, css)
		}
		for i, grounds := range [][]string{{"#ffffff", "#f7f7f7"}, {"#111122", "#191929"}} {
			for _, ground := range grounds {
				c, _ := parseColour(made[i])
				g, _ := parseColour(ground)
				if ratio := c.contrast(g); ratio < readable {
					t.Errorf("%s becomes %s, only %.1f:1 on %s", text, made[i], ratio, ground)
				}
			}
		}
	}
	if css := accented("", "#0b6e75"); !strings.HasPrefix(css, ":root{--accent:#0b6e75}") {
		t.Errorf("a good colour was changed: %s", css)
	}
	for _, none := range []string{"", "red", "#12", "#12345g", "0b6e75", "#+12345", "red;}</style>"} {
		if css := accented("", none); css != "" {
			t.Errorf("%q becomes %s", none, css)
		}
	}
}

// TestAccentTakesThePlaceOfTheThemes holds that the built-in style sheet sets the
// accent where it is put in, on the grounds that it is worked out for.
func TestAccentTakesThePlaceOfTheThemes(t *testing.T) {
	theme, err := themes.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	css := accented(theme.Style(), "#0b6e75")
	for _, part := range []string{"--paper:#fff;", "--paper:#112;", "--accent:#0b6e75}", "--accent:#408e93}"} {
		if strings.Count(css, part) != 1 {
			t.Errorf("the style sheet has not one %s:\n%s", part, css)
		}
	}
	if strings.Count(css, "--accent:") != 2 {
		t.Errorf("the accent is set more than twice:\n%s", css)
	}
	if own := accented("a{}", "#0b6e75"); !strings.HasPrefix(own, "a{}:root{--accent:#0b6e75}") {
		t.Errorf("a style sheet of one's own becomes %s", own)
	}
}
