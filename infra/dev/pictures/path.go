package main

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
)

var outlines = regexp.MustCompile(`\bd="([^"]*)"`)

// readMark reads all outlines of an SVG file as one shape, in which one that
// stands within another is cut out of it.
func readMark(file string) (shape, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var s shape
	for _, d := range outlines.FindAllStringSubmatch(string(src), -1) {
		lines, err := parsePath(d[1])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		s = append(s, lines...)
	}
	if len(s) == 0 {
		return nil, fmt.Errorf("%s: there is no outline in it", file)
	}
	return s, nil
}

// pen follows a path of SVG, by section 9.3 of the standard, in straight lines.
type pen struct {
	shape       shape
	at, start   point
	lastControl point // of a curve just drawn
}

var tokens = regexp.MustCompile(`[A-Za-z]|[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?`)

// taken is how many numbers each command takes.
var taken = map[string]int{"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "A": 7, "Z": 0}

func parsePath(d string) (shape, error) {
	p := &pen{}
	words := tokens.FindAllString(d, -1)
	for command := ""; len(words) > 0; {
		if _, err := strconv.ParseFloat(words[0], 64); err != nil {
			command, words = words[0], words[1:]
		}
		n, known := taken[strings.ToUpper(command)]
		if !known || len(words) < n || n == 0 && len(words) > 0 && words[0][0] < 'A' {
			return nil, fmt.Errorf("the path cannot be read at %q", command)
		}
		numbers := make([]float64, n)
		for i := range numbers {
			numbers[i], _ = strconv.ParseFloat(words[i], 64)
		}
		words = words[n:]
		p.draw(command, numbers)
		if command == "M" || command == "m" {
			command = string(command[0] - 1) // further points are lines
		}
	}
	return p.shape, nil
}

// draw follows one command.
func (p *pen) draw(command string, n []float64) {
	from := point{}
	if command >= "a" {
		from = p.at
	}
	curved := false
	switch strings.ToUpper(command) {
	case "M":
		p.at = point{from.x + n[0], from.y + n[1]}
		p.start, p.shape = p.at, append(p.shape, []point{p.at})
	case "L":
		p.line(point{from.x + n[0], from.y + n[1]})
	case "H":
		p.line(point{from.x + n[0], p.at.y})
	case "V":
		p.line(point{p.at.x, from.y + n[0]})
	case "C":
		p.curve(point{from.x + n[0], from.y + n[1]}, point{from.x + n[2], from.y + n[3]}, point{from.x + n[4], from.y + n[5]})
		curved = true
	case "S":
		mirrored := point{2*p.at.x - p.lastControl.x, 2*p.at.y - p.lastControl.y}
		p.curve(mirrored, point{from.x + n[0], from.y + n[1]}, point{from.x + n[2], from.y + n[3]})
		curved = true
	case "A":
		p.arc(n[0], n[3] != 0, n[4] != 0, point{from.x + n[5], from.y + n[6]})
	case "Z":
		p.at = p.start
	}
	if !curved {
		p.lastControl = p.at
	}
}

func (p *pen) line(to point) {
	last := len(p.shape) - 1
	p.shape[last] = append(p.shape[last], to)
	p.at = to
}

// steps is how many straight lines a curve is made of.
const steps = 24

func (p *pen) curve(a, b, to point) {
	from := p.at
	for i := 1; i <= steps; i++ {
		t := float64(i) / steps
		u := 1 - t
		at := func(w, x, y, z float64) float64 { return u*u*u*w + 3*u*u*t*x + 3*u*t*t*y + t*t*t*z }
		p.line(point{at(from.x, a.x, b.x, to.x), at(from.y, a.y, b.y, to.y)})
	}
	p.lastControl = b
}

// arc follows a circle, as marks have no ellipses.
func (p *pen) arc(radius float64, large, clockwise bool, to point) {
	from := p.at
	dx, dy := to.x-from.x, to.y-from.y
	half := math.Hypot(dx, dy) / 2
	radius = max(radius, half)
	away := math.Sqrt(radius*radius - half*half)
	if large == clockwise {
		away = -away
	}
	centre := point{(from.x+to.x)/2 - away*dy/(2*half), (from.y+to.y)/2 + away*dx/(2*half)}
	begin := math.Atan2(from.y-centre.y, from.x-centre.x)
	turn := math.Atan2(to.y-centre.y, to.x-centre.x) - begin
	switch {
	case clockwise && turn < 0:
		turn += 2 * math.Pi
	case !clockwise && turn > 0:
		turn -= 2 * math.Pi
	}
	for i := 1; i < steps; i++ {
		angle := begin + turn*float64(i)/steps
		p.line(point{centre.x + radius*math.Cos(angle), centre.y + radius*math.Sin(angle)})
	}
	p.line(to)
}
