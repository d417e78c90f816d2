package badge

import (
	"bytes"
	"encoding/xml"
	"flag"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"tidings/internal/status"
)

var update = flag.Bool("update", false, "write the golden file again")

var all = []status.Status{
	status.Operational, status.Unknown, status.UnderMaintenance,
	status.DegradedPerformance, status.PartialOutage, status.MajorOutage,
}

func TestGolden(t *testing.T) {
	got := SVG("API & <web>", "Degraded performance", status.DegradedPerformance)
	const path = "testdata/degraded.svg"
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// picture is what a browser and a screen reader take from a badge.
type picture struct {
	Role  string `xml:"role,attr"`
	Width int    `xml:"width,attr"`
	Title string `xml:"title"`
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
	p := read(t, SVG("Acme & Sons", "All systems operational", status.Operational))
	if p.Role != "img" || p.Title != "Acme & Sons: All systems operational" {
		t.Errorf("%+v", p)
	}
	if p.Texts[0].Text != "Acme & Sons" || p.Texts[1].Text != "All systems operational" {
		t.Errorf("%+v", p.Texts)
	}
	for _, text := range p.Texts {
		if text.X+text.Length > p.Width {
			t.Errorf("%q runs over the edge", text.Text)
		}
	}
}

func TestTextStandsOutAndSignsDiffer(t *testing.T) {
	signs, fills := map[string]bool{}, map[string]bool{}
	for _, s := range all {
		p := read(t, SVG("Acme", s.String(), s))
		label, ground, sign := p.Paths[0], p.Paths[1], p.Paths[2]
		if c := contrast(t, label.Fill, p.Texts[0].Fill); c < 4.5 {
			t.Errorf("%v: label has contrast %.1f", s, c)
		}
		if c := contrast(t, ground.Fill, p.Texts[1].Fill); c < 4.5 {
			t.Errorf("%v: words have contrast %.1f", s, c)
		}
		signs[sign.D], fills[ground.Fill] = true, true
	}
	if len(signs) != len(all) || len(fills) != len(all) {
		t.Error("two statuses look the same")
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
			svg := SVG(label, words, s)
			if len(svg) >= 1024 {
				t.Errorf("%d bytes", len(svg))
			}
			read(t, svg)
		}
	})
}

func TestLongNamesAreCut(t *testing.T) {
	if p := read(t, SVG(strings.Repeat("long ", 50), "ok", status.Operational)); !strings.HasSuffix(p.Texts[0].Text, "…") || p.Width > 500 {
		t.Errorf("%d wide: %q", p.Width, p.Texts[0].Text)
	}
}

// TestJoinedLettersStayJoined holds that Arabic words are fitted by drawing
// their letters wider or narrower, not by space between them.
func TestJoinedLettersStayJoined(t *testing.T) {
	svg := string(SVG("Acme", "انقطاع جزئي", status.PartialOutage))
	label, words, _ := strings.Cut(svg, "Acme</text>")
	if strings.Contains(label, "lengthAdjust") || !strings.Contains(words, `lengthAdjust="spacingAndGlyphs"`) {
		t.Error(svg)
	}
}

func BenchmarkSVG(b *testing.B) {
	for b.Loop() {
		SVG("Acme", "All systems operational", status.Operational)
	}
}
