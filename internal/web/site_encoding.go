package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/textproto"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

// coding is a way to compress an answer.
type coding struct {
	name   string // as HTTP calls it
	suffix string // of a kept file
	value  []string
}

var (
	brotliCoding = coding{"br", ".br", []string{"br"}}
	gzipCoding   = coding{"gzip", ".gz", []string{"gzip"}}
)

// open compresses what is written. It is no function value of a coding: a program
// that serves no site would link what makes Brotli all the same.
func (c coding) open(w io.Writer) io.WriteCloser {
	if c.name == brotliCoding.name {
		return brotli.NewWriterLevel(w, 5) // pages nearly as small as at 11 in a twentieth of the time
	}
	z, _ := gzip.NewWriterLevel(w, 6) // it fails only for a level that does not exist
	return z
}

const leastPacked = 256 // bytes; smaller files gain nothing

// pack compresses a body; it returns nil when that does not make it smaller.
func (c coding) pack(body []byte) ([]byte, error) {
	var out bytes.Buffer
	w := c.open(&out)
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil || out.Len() >= len(body) {
		return nil, err
	}
	return bytes.Clone(out.Bytes()), nil
}

// form returns the best form of an asset for what a client accepts.
func (s *site) form(a *asset, accepted []string) form {
	if accepted == nil || !a.kind.Packs || len(a.raw) < leastPacked {
		return a.plain
	}
	want := accept(accepted)
	for _, c := range want.order() {
		if f := s.packed(a, c); f != nil {
			return *f
		}
	}
	return a.plain
}

// packed returns an asset's form in a coding, made once; nil if it gains nothing.
func (s *site) packed(a *asset, c coding) *form {
	a.mu.Lock()
	defer a.mu.Unlock()
	kept := &a.br
	if c.name == gzipCoding.name {
		kept = &a.gzip
	}
	if *kept == nil {
		*kept = s.pack(a, c)
		s.cache.grow(a, len((*kept).body))
	}
	if (*kept).body == nil {
		return nil
	}
	return *kept
}

func (s *site) pack(a *asset, c coding) *form {
	body, err := s.shown.Load().variants.get(a.sum, a.raw, c)
	if err != nil {
		s.log.Warn("a compressed file cannot be kept", "file", a.file, "error", err)
	}
	tag := strings.TrimSuffix(a.plain.tag[0], `"`) + "-" + c.name + `"`
	return &form{body: body, encoding: c.value, tag: []string{tag}, length: length(len(body))}
}

// weights are how much a client wants each coding, in thousandths.
type weights struct{ br, gzip, plain int }

// accept reads Accept-Encoding, as RFC 9110 section 12.5.3 describes it.
func accept(lists []string) weights {
	const unset = -1
	w, any := weights{unset, unset, unset}, unset
	for _, list := range lists {
		for item := range strings.SplitSeq(list, ",") {
			name, parameter, _ := strings.Cut(item, ";")
			q := quality(parameter)
			switch strings.ToLower(textproto.TrimString(name)) {
			case "br":
				w.br = q
			case "gzip", "x-gzip":
				w.gzip = q
			case "identity":
				w.plain = q
			case "*":
				any = q
			}
		}
	}
	if any == unset {
		return weights{max(w.br, 0), max(w.gzip, 0), w.plain}
	}
	return weights{orElse(w.br, any), orElse(w.gzip, any), w.plain}
}

func orElse(q, other int) int {
	if q < 0 {
		return other
	}
	return q
}

// order lists the codings that a client takes and prefers to the plain file,
// the best first and Brotli before gzip when it is all the same.
func (w weights) order() []coding {
	var out []coding
	least := max(w.plain, 1)
	if w.gzip >= least {
		out = packedGzip
	}
	if w.br < least {
		return out
	}
	switch {
	case out == nil:
		return packedBrotli
	case w.gzip > w.br:
		return packedGzipBrotli
	}
	return packedBrotliGzip
}

var (
	packedGzip       = []coding{gzipCoding}
	packedBrotli     = []coding{brotliCoding}
	packedBrotliGzip = []coding{brotliCoding, gzipCoding}
	packedGzipBrotli = []coding{gzipCoding, brotliCoding}
)

// quality reads a parameter such as "q=0.5" in thousandths: 1000 where there is
// none, 0 where it cannot be understood.
func quality(parameter string) int {
	parameter = textproto.TrimString(parameter)
	if parameter == "" {
		return 1000
	}
	name, value, _ := strings.Cut(parameter, "=")
	if !strings.EqualFold(textproto.TrimString(name), "q") {
		return 0
	}
	q, err := strconv.ParseFloat(textproto.TrimString(value), 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return int(q*1000 + 0.5)
}
