package escape_test

import (
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"
	"unicode/utf8"

	"tidings/generator/escape"
)

// hostile are texts that break careless writers.
var hostile = []string{
	"", "plain", "a<b>&\"'c", "]]>", "<![CDATA[x]]>", "\x00\x01\x1f\x7f", "tab\tline\nreturn\rboth\r\n",
	"\xff\xfe broken \xc3", "\uFFFE\uFFFF", "\u2028\u2029", "\u202Eright to left\u202C", "🔥👩‍👩‍👧 e\u0301", "\\u0041\\",
	strings.Repeat("длинный ", 2000), "\xed\xa0\x80",
}

func FuzzXML(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc := escape.XML([]byte(`<a b="`), text)
		doc = escape.XML(append(doc, `">`...), text)
		doc = append(doc, `</a>`...)
		var got struct {
			B    string `xml:"b,attr"`
			Text string `xml:",chardata"`
		}
		if err := xml.Unmarshal(doc, &got); err != nil {
			t.Fatalf("not well formed: %v\n%q", err, doc)
		}
		if want := strings.Map(allowed, text); got.Text != want || got.B != want {
			t.Errorf("%q reads back as %q and %q", text, got.Text, got.B)
		}
		if strings.Contains(string(doc), "]]>") {
			t.Errorf("%q holds the end of a CDATA section", doc)
		}
	})
}

// allowed is production 2 of XML 1.0.
func allowed(r rune) rune {
	switch {
	case r == '\t', r == '\n', r == '\r', r >= ' ' && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000:
		return r
	}
	return -1
}

func FuzzJSON(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc := escape.JSON(nil, text)
		var got string
		if err := json.Unmarshal(doc, &got); err != nil {
			t.Fatalf("not JSON: %v\n%q", err, doc)
		}
		if want := string([]rune(text)); got != want {
			t.Errorf("%q reads back as %q", text, got)
		}
		if !utf8.Valid(doc) || strings.ContainsAny(string(doc), "\u2028\u2029\n") {
			t.Errorf("%q is not UTF-8, or ends a line of a script", doc)
		}
	})
}

func TestICal(t *testing.T) {
	for text, want := range map[string]string{
		`a;b,c\d`:                 `a\;b\,c\\d`,
		"one\ntwo\r\nthree\rx":    `one\ntwo\nthree\nx`,
		"bell\a null\x00 del\x7F": "bell null del",
		"tab\tstays":              "tab\tstays",
		"🔥":                       "🔥",
		"\xff":                    "\uFFFD",
		"END:VEVENT\r\nX":         `END:VEVENT\nX`,
	} {
		if got := string(escape.ICal(nil, text)); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

func TestUndirected(t *testing.T) {
	for text, want := range map[string]string{
		"API": "API", "a\u202eb\u2066c\u2069": "abc", "“ok” – 10 €": "“ok” – 10 €", "مرحبا": "مرحبا",
	} {
		if got := escape.Undirected(text); got != want {
			t.Errorf("Undirected(%q) = %q", text, got)
		}
	}
}
