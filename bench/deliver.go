package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

var kinds = [...]string{"firing", "resolved"}

// delivery is when what came of one webhook, in seconds after it was sent.
type delivery struct{ accepted, shown, complete float64 }

func accepted(d delivery) float64 { return d.accepted }
func shown(d delivery) float64    { return d.shown }
func complete(d delivery) float64 { return d.complete }

// deliver sends one alert and waits for the home page that shows it, and for the
// manifest, which is the last file of a publish.
func (s *server) deliver(service, kind string) (d delivery, err error) {
	page, manifest := s.stat("index.html"), s.stat("manifest.json")
	began := time.Now()
	if err := s.post(signal(0, service, kind)); err != nil {
		return d, err
	}
	d.accepted = time.Since(began).Seconds()
	if err := until(began, func() bool { return s.shows(&page, kind) }); err != nil {
		return d, err
	}
	d.shown = time.Since(began).Seconds()
	err = until(began, func() bool { return s.stat("manifest.json") != manifest })
	d.complete = time.Since(began).Seconds()
	return d, err
}

func until(began time.Time, done func() bool) error {
	for !done() {
		if time.Since(began) > 10*time.Second {
			return errors.New("the page did not change within ten seconds")
		}
		time.Sleep(50 * time.Microsecond)
	}
	return nil
}

// written identifies the bytes that stand in a place.
type written struct {
	inode uint64
	at    syscall.Timespec
}

func (s *server) stat(name string) written { return statOf(filepath.Join(s.data, "site", name)) }

func statOf(path string) written {
	var st syscall.Stat_t
	if syscall.Stat(path, &st) != nil {
		return written{}
	}
	return written{st.Ino, st.Mtim}
}

// shows reports whether a page that is newer than the one before says what a
// signal of this kind makes it say.
func (s *server) shows(before *written, kind string) bool {
	now := s.stat("index.html")
	if now == *before {
		return false
	}
	*before = now
	page, err := os.ReadFile(filepath.Join(s.data, "site", "index.html"))
	if err != nil {
		return false
	}
	_, title, _ := strings.Cut(string(page), "<title>")
	title, _, _ = strings.Cut(title, "</title>")
	return strings.Contains(title, " is down") == (kind == "firing")
}

// compareWithBareWrites holds the time of a publish against writing the files
// that one replaces to the same disk: renamed into place, without and with a
// sync of each.
func (s *server) compareWithBareWrites(service string, publish float64) error {
	bodies, err := s.replaced(service)
	if err != nil {
		return err
	}
	var plain, synced []float64
	for round := range 20 {
		for _, sync := range []bool{false, true} {
			took, err := timed(func() error { return replaceAll(filepath.Dir(s.data), bodies, sync) })
			if err != nil {
				return err
			}
			if round > 0 && sync {
				synced = append(synced, took)
			} else if round > 0 {
				plain = append(plain, took)
			}
		}
	}
	size := 0
	for _, b := range bodies {
		size += len(b)
	}
	fmt.Printf("    the same %d files, %d kB, written and renamed: %.1f ms, with a sync of each: %.1f ms\n", len(bodies), size/1000, 1e3*median(plain), 1e3*median(synced))
	fmt.Printf("    accepted to last file in place / bare write and rename %.2f, / bare write, sync and rename %.2f\n", publish/median(plain), publish/median(synced))
	return nil
}

// replaced gives the bytes of the files that one alert replaces.
func (s *server) replaced(service string) (bodies [][]byte, err error) {
	site := filepath.Join(s.data, "site")
	before := map[string]written{}
	look := func(visit func(path string)) error {
		return filepath.WalkDir(site, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return nil // a temporary file that has gone
			case d.IsDir() && d.Name() == ".tidings":
				return fs.SkipDir
			case !d.IsDir() && !strings.HasPrefix(d.Name(), "."):
				visit(path)
			}
			return nil
		})
	}
	if err := look(func(path string) { before[path] = statOf(path) }); err != nil {
		return nil, err
	}
	for _, kind := range kinds {
		bodies = nil
		if _, err := s.deliver(service, kind); err != nil {
			return nil, err
		}
		time.Sleep(100 * time.Millisecond)
		err = look(func(path string) {
			now := statOf(path)
			if body, bad := os.ReadFile(path); bad == nil && now != before[path] {
				bodies = append(bodies, body)
			}
			before[path] = now
		})
		if err != nil {
			return nil, err
		}
	}
	return bodies, nil
}

// replaceAll writes files over those of the round before.
func replaceAll(dir string, bodies [][]byte, sync bool) error {
	for i, body := range bodies {
		f, err := os.Create(filepath.Join(dir, "bare.tmp"))
		if err != nil {
			return err
		}
		_, err = f.Write(body)
		if sync {
			err = errors.Join(err, f.Sync())
		}
		if err := errors.Join(err, f.Close(), os.Rename(f.Name(), filepath.Join(dir, fmt.Sprint("bare-", i)))); err != nil {
			return err
		}
	}
	return nil
}

// servedFlat holds that publishing inside a server costs the same however large
// the archive is.
func servedFlat(l lab, opts archiveShape) error {
	small, err := l.startWith(100, opts.options)
	if err != nil {
		return err
	}
	defer small.stop()
	large, err := l.startWith(100_000, opts.options)
	if err != nil {
		return err
	}
	defer large.stop()
	for _, service := range []string{"c00", "c01"} {
		var times [2][]delivery
		for n := range 60 {
			for i, s := range []*server{small, large} {
				d, err := s.deliver(service, kinds[n%2])
				if err != nil {
					return err
				}
				if n >= 10 {
					times[i] = append(times[i], d)
				}
				time.Sleep(30 * time.Millisecond)
			}
		}
		publish := func(d delivery) float64 { return d.complete - d.accepted }
		what := map[string]string{"c00": "a status", "c01": "an incident"}[service]
		fmt.Printf("  in serve, %s, accepted to last file in place: %.2f ms with 100,000 incidents, %.2f ms with 100 (medians)\n", what, 1e3*medianOf(times[1], publish), 1e3*medianOf(times[0], publish))
		verdict("100,000 / 100 in serve, "+what+", "+opts.what, medianOf(times[1], publish)/medianOf(times[0], publish), "<=", 1.5)
	}
	return nil
}
