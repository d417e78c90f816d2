package gitrepo

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
)

// How Git writes trees and commits is fixed for ever, for their ids are hashes of
// it. Reading it here leaves out a library that also checks signatures.

var errObject = errors.New("it is not as Git writes it")

// parseTree reads the entries of a tree: a mode, a space, a name, a zero byte and
// the twenty bytes of an id each.
func parseTree(src []byte) (entries []*node, err error) {
	for len(src) > 0 {
		mode, rest, ok := bytes.Cut(src, []byte(" "))
		name, rest, also := bytes.Cut(rest, []byte{0})
		if !ok || !also || len(rest) < len(plumbing.Hash{}) {
			return nil, errObject
		}
		n := &node{name: string(name)}
		if n.mode, err = filemode.New(string(mode)); err != nil {
			return nil, errObject
		}
		src = rest[copy(n.id[:], rest):]
		entries = append(entries, n)
	}
	return entries, nil
}

// formatTree writes entries that are in Git's order.
func formatTree(entries []*node) []byte {
	var b bytes.Buffer
	for _, n := range entries {
		fmt.Fprintf(&b, "%o %s\x00", uint32(n.mode), n.name)
		b.Write(n.id[:])
	}
	return b.Bytes()
}

// parseCommit reads a commit: lines of a key and a value, an empty line, and the
// message. A value goes on in lines that begin with a space.
func parseCommit(src []byte) (c bareCommit, err error) {
	head, message, _ := strings.Cut(string(src), "\n\n")
	c.Message = message
	for line := range strings.SplitSeq(head, "\n") {
		key, value, _ := strings.Cut(line, " ")
		switch key {
		case "tree":
			c.tree = plumbing.NewHash(value)
		case "parent":
			c.parents, c.Parents = append(c.parents, plumbing.NewHash(value)), append(c.Parents, value)
		case "author":
			c.Author, _ = parsePerson(value)
		case "committer":
			_, c.At = parsePerson(value)
		}
	}
	if c.tree == plumbing.ZeroHash {
		return c, errObject
	}
	return c, nil
}

// parsePerson reads "Name <address> 1795341600 +0000", of which anything may be
// missing. The seconds are those of UTC whatever the zone says.
func parsePerson(text string) (p Person, at time.Time) {
	name, rest, _ := strings.Cut(text, "<")
	p.Name = strings.TrimSpace(strings.ToValidUTF8(name, "\uFFFD"))
	address, rest, _ := strings.Cut(rest, ">")
	p.Email = strings.ToValidUTF8(address, "\uFFFD")
	stamp, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	seconds, _ := strconv.ParseInt(stamp, 10, 64)
	return p, time.Unix(seconds, 0).UTC()
}

// formatCommit writes the commit of a draft.
func formatCommit(d Draft, tree plumbing.Hash) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "tree %s\n", tree)
	if d.On != nil {
		fmt.Fprintf(&b, "parent %s\n", d.On.ID)
	}
	by := fmt.Sprintf("%s <%s> %d +0000", plainName(d.Author.Name), plainName(d.Author.Email), d.At.Unix())
	fmt.Fprintf(&b, "author %s\ncommitter %s\n\n%s", by, by, d.Message)
	return b.Bytes()
}

// plainName is a name without what would end it, as git itself writes it.
func plainName(name string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == '<' || r == '>' || r < ' ' {
			return -1
		}
		return r
	}, name))
}
