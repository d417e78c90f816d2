package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var wide = Limits{Bytes: 1 << 20, Depth: 32, Values: 100_000}

func TestParseRefuses(t *testing.T) {
	many := func(last string) string {
		var b strings.Builder
		for i := range 40 {
			fmt.Fprintf(&b, `"key%d":0,`, i)
		}
		return "{" + b.String() + last + "}"
	}
	for name, c := range map[string]struct{ doc, reason string }{
		"empty":                       {"", "byte 0: the document ends too early"},
		"white space only":            {" \n", "byte 2: the document ends too early"},
		"text":                        {"test message", "byte 0: a value is expected here"},
		"duplicate key":               {`{"status":"firing","status":"resolved"}`, `the key "status" stands twice`},
		"case collision":              {`{"status":"firing","STATUS":"resolved"}`, `the keys "status" and "STATUS"`},
		"collision by long s":         {`{"status":1,"ſtatus":2}`, "differ in case only"},
		"collision by kelvin":         {`{"key":1,"` + "\u212a" + `ey":2}`, "differ in case only"},
		"collision by escape":         {`{"status":1,"st\u0041tus":2}`, "differ in case only"},
		"collision deep down":         {`[{"a":{"b":[{"c":1,"C":2}]}}]`, "differ in case only"},
		"duplicate of many":           {many(`"key7":1`), `the key "key7" stands twice`},
		"case collision of many":      {many(`"KEY7":1`), "differ in case only"},
		"long s collision of many":    {many(`"s":1,"ſ":2`), "differ in case only"},
		"empty keys":                  {`{"":1,"":2}`, "stands twice"},
		"nul in a key":                {`{"a\u0000":1}`, "control characters"},
		"delete in a key":             {"{\"a\x7f\":1}", "control characters"},
		"latin 1":                     {"{\"a\":\"caf\xe9\"}", "byte 9: not UTF-8"},
		"overlong":                    {"\"\xc0\xaf\"", "byte 1: not UTF-8"},
		"utf-16 byte order mark":      {"\xff\xfe{\x00}\x00", "byte 0: not UTF-8"},
		"two byte order marks":        {"\ufeff\ufeff{}", "byte 3: a value is expected here"},
		"byte order mark later":       {"{\ufeff}", "byte 1: a key in quotes"},
		"byte order mark alone":       {"\ufeff", "byte 3: the document ends too early"},
		"two documents":               {`{} {}`, "byte 3: more follows"},
		"trailing garbage":            {`{}x`, "byte 2: more follows"},
		"trailing comma":              {`[1,]`, "a value is expected"},
		"trailing comma in an object": {`{"a":1,}`, "a key in quotes"},
		"no comma":                    {`[1 2]`, "a comma or ']'"},
		"no colon":                    {`{"a" 1}`, "a colon"},
		"single quotes":               {`{'a':1}`, "a key in quotes"},
		"raw newline":                 {"\"a\nb\"", "a control character in a string"},
		"raw newline after an escape": {"\"\\t\n\"", "a control character in a string"},
		"open string":                 {`"abc`, "a string without an end"},
		"open escape":                 {`"abc\`, "a string without an end"},
		"unknown escape":              {`"\x41"`, "an escape that JSON does not have"},
		"short unicode escape":        {`"\u12"`, "four hexadecimal digits"},
		"signed unicode escape":       {`"\u+123"`, "four hexadecimal digits"},
		"leading zero":                {`01`, "more follows"},
		"plus":                        {`+1`, "a value is expected"},
		"bare minus":                  {`-`, "a digit is expected"},
		"bare point":                  {`1.`, "a digit is expected"},
		"bare exponent":               {`1e`, "a digit is expected"},
		"not a number":                {`NaN`, "a value is expected"},
		"upper case literal":          {`True`, "a value is expected"},
		"comment":                     {`{} // no`, "more follows"},
		"too deep":                    {strings.Repeat("[", 33) + strings.Repeat("]", 33), "nested deeper than 32"},
		"very deep":                   {strings.Repeat(`{"a":`, 100_000), "nested deeper than 32"},
		"too long":                    {`"` + strings.Repeat("a", 1<<20) + `"`, "longer than 1048576"},
		"too many values":             {"[" + strings.Repeat("0,", 100_000) + "0]", "more than 100000 values"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte(c.doc), wide)
			var refused *Error
			if !errors.As(err, &refused) || !strings.Contains(err.Error(), c.reason) {
				t.Errorf("Parse = %v, want an *Error with %q", err, c.reason)
			}
		})
	}
}

func TestParseKeepsDigitsAndText(t *testing.T) {
	v, err := Parse([]byte(` {"id":285731000000025120,"f":-1.50e+3,"s":"a\/\"\\\b\f\n\r\t\u00e9\ud83d\ude00\ud83dx","n":null,"b":false} `), wide)
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"id": "285731000000025120", "f": "-1.50e+3", "b": "false",
		"s": "a/\"\\\b\f\n\r\té😀\ufffdx",
	} {
		if got, ok := v.Get(key).Scalar(); !ok || got != want {
			t.Errorf("%s = %q, %v, want %q", key, got, ok, want)
		}
	}
	if k := v.Get("n").Kind(); k != Null {
		t.Errorf("n is %v", k)
	}
	if k := v.Get("ID").Kind(); k != Missing {
		t.Errorf("ID is %v, but keys are exact", k)
	}
	if k := v.Get("id").Get("deeper").Kind(); k != Missing {
		t.Errorf("a member of a number is %v", k)
	}
}

func TestParseAtTheLimits(t *testing.T) {
	for _, doc := range []string{
		strings.Repeat("[", 32) + strings.Repeat("]", 32),
		`"` + strings.Repeat("a", 1<<20-2) + `"`,
		"[" + strings.Repeat("0,", 99_998) + "0]",
	} {
		if _, err := Parse([]byte(doc), wide); err != nil {
			t.Errorf("%.20s… is refused: %v", doc, err)
		}
	}
}

func BenchmarkManyKeys(b *testing.B) {
	var doc strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&doc, `,"key-%d":0`, i)
	}
	src := []byte("{" + doc.String()[1:] + "}")
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		if _, err := Parse(src, wide); err != nil {
			b.Fatal(err)
		}
	}
}

// FuzzParse holds what is accepted to encoding/json: both read the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{"a":[1,-2.5e3,true,null,"x\u0041"],"b":{}}`, `{"a":1,"A":2}`, `"\ud800"`, `[[[]]]`, "\"\xff\"", "\ufeff[1]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		v, err := Parse(doc, Limits{Bytes: 1 << 16, Depth: 16, Values: 1000})
		if err != nil {
			return
		}
		var want any
		doc = bytes.TrimPrefix(doc, []byte(bom)) // which encoding/json refuses
		d := json.NewDecoder(bytes.NewReader(doc))
		d.UseNumber()
		if err := d.Decode(&want); err != nil || !json.Valid(doc) {
			t.Fatalf("accepted, but encoding/json says %v", err)
		}
		if diff := cmp.Diff(want, plain(v)); diff != "" {
			t.Fatalf("encoding/json reads something else:\n%s", diff)
		}
	})
}

// plain is a value in the form that encoding/json gives.
func plain(v Value) any {
	text, _ := v.Scalar()
	switch v.Kind() {
	case Object:
		m := map[string]any{}
		for k, member := range v.Members() {
			m[k] = plain(member)
		}
		return m
	case Array:
		a := []any{}
		for e := range v.Elements() {
			a = append(a, plain(e))
		}
		return a
	case Number:
		return json.Number(text)
	case Bool:
		return text == "true"
	case String:
		return text
	}
	return nil
}

func TestCasedKeysMayDifferInCaseOnly(t *testing.T) {
	limits := Limits{Bytes: 1000, Depth: 4, Values: 100, Cased: true}
	v, err := Parse([]byte(`{"visible":1,"Visible":0}`), limits)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := v.Get("visible").Scalar(); got != "1" {
		t.Errorf("visible is %s", got)
	}
	if _, err := Parse([]byte(`{"visible":1,"visible":0}`), limits); err == nil {
		t.Error("the same key twice was accepted")
	}
}

func TestByteOrderMarkIsPassedOver(t *testing.T) {
	v, err := Parse([]byte("\ufeff {\"a\":\"b\"}"), wide)
	if got, _ := v.Get("a").Text(); err != nil || got != "b" {
		t.Errorf("a is %q, %v", got, err)
	}
}

func TestNamesOfTheSenderAreToldApartByCase(t *testing.T) {
	limits := wide
	limits.Names = []string{"labels"}
	many := strings.Builder{}
	for i := range 40 {
		fmt.Fprintf(&many, `"key%d":0,`, i)
	}
	for doc, accepted := range map[string]bool{
		`{"alerts":[{"labels":{"Severity":"P1","severity":"critical"}}]}`: true,
		`{"labels":{` + many.String() + `"KEY7":1}}`:                      true,
		`{"labels":{"severity":1,"severity":2}}`:                          false,
		`{"labels":{` + many.String() + `"key7":1}}`:                      false,
		`{"labels":{"in":{"a":1,"A":2}}}`:                                 false,
		`{"labels":[{"a":1,"A":2}]}`:                                      false,
		`{"labels":{},"Labels":{}}`:                                       false,
		`{"Labels":{"a":1,"A":2}}`:                                        false,
	} {
		if _, err := Parse([]byte(doc), limits); accepted != (err == nil) {
			t.Errorf("%.60s… gives %v", doc, err)
		}
	}
}
