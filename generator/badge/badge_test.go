package badge

import (
	"encoding/xml"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"tidings/internal/status"
	"tidings/test/golden"
)

var all = []status.Status{
	status.Operational, status.Unknown, status.UnderMaintenance,
	status.DegradedPerformance, status.PartialOutage, status.MajorOutage,
}

func TestGolden(t *testing.T) {
	for _, f := range Forms() {
		golden.Check(t, f.File(), SVG(f, "API & <web>", "Degraded performance", status.DegradedPerformance))
	}
}

// picture is what a browser and a screen reader take from a badge.
type picture struct {
	Role  string `xml:"role,attr"`
	Width int    `xml:"width,attr"`
	Title string `xml:"title"`
	Style string `xml:"style"`
	Paths []struct {
		Fill string `xml:"fill,attr"`
		D    string `xml:"d,attr"`
	} `xml:"path"`
	Texts []struct {
		X      int    `xml:"x,attr"`
		Length int    `xml:"textLength,attr"`
		Fill   string `xml:"fill,attr"`
		Text   string `xml:",chardata"`
	} `xml:"g>text"`
}

func read(t *testing.T, svg []byte) (p picture) {
	t.Helper()
	if err := xml.Unmarshal(svg, &p); err != nil {
		t.Fatalf("%v: %q", err, svg)
	}
	return p
}

func TestReadersHearNameAndStatus(t *testing.T) {
	for f, shown := range map[Form][]string{
		Full:  {"Acme & Sons", "All systems operational"},
		Short: {"All systems operational"},
		Plain: {"Acme & Sons: All systems operational"},
	} {
		p := read(t, SVG(f, "Acme & Sons", "All systems operational", status.Operational))
		if p.Role != "img" || p.Title != "Acme & Sons: All systems operational" {
			t.Errorf("%s: %+v", f.File(), p)
		}
		var texts []string
		for _, text := range p.Texts {
			texts = append(texts, text.Text)
			if text.X+text.Length > p.Width {
				t.Errorf("%s: %q runs over the edge", f.File(), text.Text)
			}
		}
		if !slices.Equal(texts, shown) {
			t.Errorf("%s shows %q", f.File(), texts)
		}
	}
}

func TestTextStandsOutAndSignsDiffer(t *testing.T) {
	signs, fills := map[string]bool{}, map[string]bool{}
	for _, s := range all {
		p := read(t, SVG(Full, "Acme", s.String(), s))
		label, ground, sign := p.Paths[0], p.Paths[1], p.Paths[2]
		stands(t, s, 4.5, label.Fill, p.Texts[0].Fill)
		stands(t, s, 4.5, ground.Fill, p.Texts[1].Fill)
		signs[sign.D], fills[ground.Fill] = true, true
		p = read(t, SVG(Short, "Acme", s.String(), s))
		stands(t, s, 4.5, p.Paths[0].Fill, p.Texts[0].Fill)
		if p.Paths[0].Fill != ground.Fill || p.Paths[1].D != sign.D {
			t.Errorf("%v has another colour or sign without a name", s)
		}
	}
	if len(signs) != len(all) || len(fills) != len(all) {
		t.Error("two statuses look the same")
	}
}

// TestPlainSuitsLightAndDarkPages holds ink and sign to the contrast that text
// and pictures must have on GitHub's grounds, which are less than white and black.
func TestPlainSuitsLightAndDarkPages(t *testing.T) {
	inks := regexp.MustCompile(`g\{fill:(#\w+)\}path\{fill:(#\w+)\}`)
	for _, s := range all {
		p := read(t, SVG(Plain, "Acme", s.String(), s))
		found := inks.FindAllStringSubmatch(p.Style, -1)
		if len(found) != 2 || !strings.Contains(p.Style, "prefers-color-scheme:dark") {
			t.Fatalf("%v: %q", s, p.Style)
		}
		for i, ground := range []string{"#f6f8fa", "#0d1117"} {
			stands(t, s, 4.5, ground, found[i][1])
			stands(t, s, 3, ground, found[i][2])
		}
	}
}

func stands(t *testing.T, s status.Status, least float64, ground, ink string) {
	t.Helper()
	if c := contrast(t, ground, ink); c < least {
		t.Errorf("%v: %s on %s has contrast %.1f", s, ink, ground, c)
	}
}

// contrast is WCAG 2's ratio.
func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	hex := strings.TrimPrefix(colour, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 24)
	if err != nil {
		t.Fatal(err)
	}
	part := func(shift int) float64 {
		c := float64(n>>shift&255) / 255
		if c <= 0.03928 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

func FuzzHostileText(f *testing.F) {
	f.Add("Acme", "ok")
	f.Add(strings.Repeat("&", 500), strings.Repeat("🔥", 500))
	f.Add("]]>\x00\xff<script>\n", "\u202E\uFFFE")
	f.Fuzz(func(t *testing.T, label, words string) {
		for _, s := range all {
			for _, form := range Forms() {
				svg := SVG(form, label, words, s)
				if len(svg) >= 1024 {
					t.Errorf("%s has %d bytes", form.File(), len(svg))
				}
				read(t, svg)
			}
		}
	})
}

func TestLongNamesAreCut(t *testing.T) {
	if p := read(t, SVG(Full, strings.Repeat("long ", 50), "ok", status.Operational)); !strings.HasSuffix(p.Texts[0].Text, "…") || p.Width > 500 {
		t.Errorf("%d wide: %q", p.Width, p.Texts[0].Text)
	}
}

// TestJoinedLettersStayJoined holds that Arabic words are fitted by drawing
// their letters wider or narrower, not by space between them.
func TestJoinedLettersStayJoined(t *testing.T) {
	svg := string(SVG(Full, "Acme", "انقطاع جزئي", status.PartialOutage))
	label, words, _ := strings.Cut(svg, "Acme</text>")
	if strings.Contains(label, "lengthAdjust") || !strings.Contains(words, `lengthAdjust="spacingAndGlyphs"`) {
		t.Error(svg)
	}
}

func BenchmarkSVG(b *testing.B) {
	for b.Loop() {
		SVG(Full, "Acme", "All systems operational", status.Operational)
	}
}
