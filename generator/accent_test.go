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
		css := string(accent(text))
		made := hexColour.FindAllString(css, -1)
		if len(made) != 2 {
			t.Fatalf("%s: %s", text, css)
		}
		for i, grounds := range [][]string{{"#ffffff", "#f4f5f7"}, {"#111122", "#191f27"}} {
			for _, ground := range grounds {
				c, _ := parseColour(made[i])
				g, _ := parseColour(ground)
				if ratio := c.contrast(g); ratio < readable {
					t.Errorf("%s becomes %s, only %.1f:1 on %s", text, made[i], ratio, ground)
				}
			}
		}
	}
	if css := string(accent("#0b6e75")); !strings.HasPrefix(css, ":root{--accent:#0b6e75}") {
		t.Errorf("a good colour was changed: %s", css)
	}
	for _, none := range []string{"", "red", "#12", "#12345g", "0b6e75", "#+12345", "red;}</style>"} {
		if css := accent(none); css != "" {
			t.Errorf("%q becomes %s", none, css)
		}
	}
}

// TestGroundsAreTheThemes holds the colours above to those of the style sheet.
func TestGroundsAreTheThemes(t *testing.T) {
	theme, err := themes.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, ground := range []string{"--paper:#fff;--sheet:" + lightGround.String(), "--paper:#112;--sheet:" + darkGround.String()} {
		if !strings.Contains(theme.Style(), ground) {
			t.Errorf("the style sheet has no %s", ground)
		}
	}
}
