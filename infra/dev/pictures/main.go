// Command pictures draws the built-in theme's pictures of statuses from its
// marks: those that a shared link shows, and the icons of browsers that do not
// take an SVG. It is run by hand when a mark or a colour has changed:
//
//	go generate ./themes
//
// What it draws is kept in the theme, where a site's own theme may replace it.
// The pictures hold no words, because a page has many languages.
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: pictures FOLDER_OF_ASSETS")
		os.Exit(2)
	}
	if err := draw(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

// draw writes all pictures of a theme's assets.
func draw(assets string) error {
	for _, l := range looks {
		mark, err := readMark(filepath.Join(assets, "marks", l.status+".svg"))
		if err != nil {
			return err
		}
		if err := write(filepath.Join(assets, "social", l.status+".png"), social(mark, l)); err != nil {
			return err
		}
		if err := write(filepath.Join(assets, "icons", l.status+".png"), icon(mark, l.icon)); err != nil {
			return err
		}
	}
	return nil
}

func write(file string, picture image.Image) error {
	var out bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, picture); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, out.Bytes(), 0o644)
}
