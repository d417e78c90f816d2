package main

import (
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"time"
)

// apiBench measures the API over 10,000 incidents: requests a second of what
// clients read and write, and what a page of a long list costs wherever it is.
func apiBench(l lab) error {
	fmt.Println("The API, 10,000 incidents")
	s, err := l.start(10_000, "--api-rate", "-1")
	if err != nil {
		return err
	}
	defer s.stop()
	out, err := exec.Command(l.tidings, "token", "create", "--name", "bench", "--role", "manage", "--kind", "person", "--data", s.data).Output()
	if err != nil {
		return fmt.Errorf("making a token: %w", err)
	}
	c := apiClient{url: s.url + "/api/v1", token: strings.TrimSpace(string(out))}
	for _, x := range []struct{ name, method, path, body string }{
		{"read one component", "GET", "/components/1", ""},
		{"read all components", "GET", "/components?per_page=100", ""},
		{"read one incident", "GET", "/incidents/5000", ""},
		{"set a component's status", "PUT", "/components/1", "status=%d"},
		{"make an incident", "POST", "/incidents", "name=Bench&status=4&message=Over&visible=0&n=%d"},
		{"add an update", "POST", "/incidents/%d/updates", "status=4&message=Text"},
	} {
		rate, err := c.rate(x.method, x.path, x.body)
		if err != nil {
			return err
		}
		fmt.Printf("  %-26s %6.0f requests/s\n", x.name, rate)
	}
	return c.lists(l.rounds)
}

// lists compares pages of the list of incidents with its first page.
func (c apiClient) lists(rounds int) error {
	first, err := c.median(rounds, "/incidents?per_page=20")
	if err != nil {
		return err
	}
	fmt.Printf("  %-26s %6.2f ms\n", "first page of incidents", first)
	for _, x := range []struct {
		name, path string
		most       float64
	}{
		{"last page / first page", "/incidents?per_page=20&page=500", 1.5},
		{"newest first / first page", "/incidents?per_page=20&sort=id", 1.5},
		{"by name / first page", "/incidents?per_page=20&name=nothing", 40},
		{"sorted by time / first page", "/incidents?per_page=20&sort=occurred_at", 40},
	} {
		took, err := c.median(rounds, x.path)
		if err != nil {
			return err
		}
		verdict(x.name, took/first, "<=", x.most)
	}
	return nil
}

type apiClient struct{ url, token string }

func (c apiClient) do(client *http.Client, method, path, body string) error {
	req, err := http.NewRequest(method, c.url+path, strings.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("X-Cachet-Token", c.token)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r, err := client.Do(req)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	answer, err := io.ReadAll(r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s answers %d: %s", method, path, r.StatusCode, answer)
	}
	return err
}

// rate is how many requests a second are answered over four connections.
func (c apiClient) rate(method, path, body string) (float64, error) {
	const each, connections = 250, 4
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true}}
	errs := make([]error, connections)
	var all sync.WaitGroup
	began := time.Now()
	for n := range connections {
		all.Go(func() {
			for i := range each {
				turn := each*n + i
				if errs[n] = c.do(client, method, fill(path, 1+turn), fill(body, 1+turn%4)); errs[n] != nil {
					return
				}
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return 0, err
		}
	}
	return connections * each / time.Since(began).Seconds(), nil
}

func fill(body string, n int) string {
	if !strings.Contains(body, "%d") {
		return body
	}
	return fmt.Sprintf(body, n)
}

// median is what one request takes, in milliseconds.
func (c apiClient) median(rounds int, path string) (float64, error) {
	client := &http.Client{}
	var all []float64
	for range 5 * rounds {
		began := time.Now()
		if err := c.do(client, "GET", path, ""); err != nil {
			return 0, err
		}
		all = append(all, float64(time.Since(began).Microseconds())/1000)
	}
	slices.Sort(all)
	return all[len(all)/2], nil
}
