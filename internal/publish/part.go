package publish

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// Sum is the SHA-256 of a file's bytes.
type Sum [sha256.Size]byte

// MarshalText writes a sum in hexadecimal digits.
func (s Sum) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, s[:]), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (s *Sum) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(s)) {
		return errors.New("a hash has 64 hexadecimal digits")
	}
	_, err := hex.Decode(s[:], text)
	return err
}

// Sums are the hashes of all parts of a split folder; zero for a part without files.
type Sums []Sum

// MarshalText writes them in hexadecimal digits, one after the other.
func (s Sums) MarshalText() ([]byte, error) {
	out := make([]byte, 0, len(s)*hex.EncodedLen(sha256.Size))
	for _, sum := range s {
		out = hex.AppendEncode(out, sum[:])
	}
	return out, nil
}

// UnmarshalText reads 256 of them.
func (s *Sums) UnmarshalText(text []byte) error {
	const digits = 2 * sha256.Size
	if len(text) != splitParts*digits {
		return fmt.Errorf("the hashes of %d parts have %d hexadecimal digits", splitParts, splitParts*digits)
	}
	*s = make(Sums, splitParts)
	for i := range *s {
		if err := (*s)[i].UnmarshalText(text[i*digits : (i+1)*digits]); err != nil {
			return err
		}
	}
	return nil
}

// named is one line of a part.
type named struct {
	name string
	sum  Sum
}

// encodePart writes a part from its lines in the order of their names.
func encodePart(lines []named) []byte {
	size := 4
	for _, l := range lines {
		size += len(l.name) + 2*sha256.Size + 8
	}
	out := append(make([]byte, 0, size), '{')
	for i, l := range lines {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, "\n\""...)
		out = append(out, l.name...)
		out = append(out, `":"`...)
		out = hex.AppendEncode(out, l.sum[:])
		out = append(out, '"')
	}
	return append(out, "\n}\n"...)
}

// decodePart reads a part. A part holds no escapes, because no path needs one.
func decodePart(src []byte, visit func(name []byte, sum Sum)) error {
	rest := bytes.TrimSpace(src)
	if len(rest) < 2 || rest[0] != '{' || rest[len(rest)-1] != '}' {
		return errors.New("it is not an object")
	}
	rest = bytes.TrimSpace(rest[1 : len(rest)-1])
	for len(rest) > 0 {
		name, sum, after, err := decodeLine(rest)
		if err != nil {
			return err
		}
		visit(name, sum)
		rest = after
	}
	return nil
}

func decodeLine(src []byte) (name []byte, sum Sum, rest []byte, err error) {
	name, rest, ok := quoted(src)
	rest, colon := bytes.CutPrefix(bytes.TrimSpace(rest), []byte(":"))
	text, rest, ok2 := quoted(bytes.TrimSpace(rest))
	if !ok || !ok2 || !colon || !plain(name) {
		return nil, sum, nil, fmt.Errorf("a name and a hash are expected at %q", head(src))
	}
	if err := sum.UnmarshalText(text); err != nil {
		return nil, sum, nil, fmt.Errorf("the hash of %q: %w", name, err)
	}
	rest = bytes.TrimSpace(rest)
	if len(rest) == 0 {
		return name, sum, nil, nil
	}
	if rest[0] != ',' {
		return nil, sum, nil, fmt.Errorf("a comma is expected at %q", head(rest))
	}
	return name, sum, bytes.TrimSpace(rest[1:]), nil
}

func quoted(src []byte) (text, rest []byte, ok bool) {
	if len(src) == 0 || src[0] != '"' {
		return nil, src, false
	}
	end := bytes.IndexByte(src[1:], '"')
	if end < 0 {
		return nil, src, false
	}
	return src[1 : end+1], src[end+2:], true
}

func head(src []byte) []byte { return src[:min(len(src), 20)] }
