package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// serve compares requests for the home page with http.FileServer's, over
// loopback with kept connections.
func serve(l lab) error {
	fmt.Println("Serving the home page")
	s, err := l.start(200)
	if err != nil {
		return err
	}
	defer s.stop()
	plain, url, err := fileServer(filepath.Join(s.data, "site"))
	if err != nil {
		return err
	}
	defer plain.Process.Kill()
	var ours, theirs []float64
	for range l.rounds {
		for address, into := range map[string]*[]float64{s.url + "/": &ours, url: &theirs} {
			n, err := requests(address)
			if err != nil {
				return err
			}
			*into = append(*into, n)
		}
	}
	fmt.Printf("  serve %.0f requests/s, http.FileServer %.0f requests/s (medians)\n", median(ours), median(theirs))
	verdict("http.FileServer / serve", median(theirs)/median(ours), "<=", 1.3)
	return nil
}

// fileServer starts http.FileServer as a process of its own.
func fileServer(dir string) (*exec.Cmd, string, error) {
	cmd := self("files", dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	if err := cmd.Start(); err != nil {
		return nil, "", err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	return cmd, strings.TrimSpace(line), err
}

// files is that process.
func files(dir string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Printf("http://%s/\n", listener.Addr())
	panic(http.Serve(listener, http.FileServer(http.Dir(dir))))
}

// requests counts answers a second over four connections. An answer without the
// page ends it: failing is quick.
func requests(url string) (float64, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4, DisableCompression: true}}
	const each = 2000
	failed := make(chan error, 4)
	began := time.Now()
	for range cap(failed) {
		go func() {
			var err error
			for n := 0; n < each && err == nil; n++ {
				err = fetch(client, url)
			}
			failed <- err
		}()
	}
	var err error
	for range cap(failed) {
		err = errors.Join(err, <-failed)
	}
	return 4 * each / time.Since(began).Seconds(), err
}

func fetch(client *http.Client, url string) error {
	r, err := client.Get(url)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	if n, err := io.Copy(io.Discard, r.Body); err != nil || n == 0 || r.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s and %d bytes: %w", url, r.Status, n, err)
	}
	return nil
}

// idle is the memory of a server that has nothing to do.
func idle(l lab) error {
	fmt.Println("Idle, 10,000 incidents in the archive")
	s, err := l.start(10_000)
	if err != nil {
		return err
	}
	defer s.stop()
	time.Sleep(5 * time.Second)
	verdict("resident, MiB", s.resident(), "<=", 60)
	return nil
}
