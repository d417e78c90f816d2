package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
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
		ours = append(ours, requests(s.url+"/"))
		theirs = append(theirs, requests(url))
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

// requests counts answers a second over four connections.
func requests(url string) float64 {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 4, DisableCompression: true}}
	const each = 2000
	var wg sync.WaitGroup
	began := time.Now()
	for range 4 {
		wg.Go(func() {
			for range each {
				r, err := client.Get(url)
				if err != nil {
					return
				}
				io.Copy(io.Discard, r.Body)
				r.Body.Close()
			}
		})
	}
	wg.Wait()
	return 4 * each / time.Since(began).Seconds()
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
