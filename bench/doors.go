package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

const startRounds = 21

// doorGoals are a door's bounds: those that make pages or mail may take more.
var doorGoals = map[bool]struct {
	size  float64 // MB
	ready time.Duration
}{false: {12, 8 * time.Millisecond}, true: {23, 10 * time.Millisecond}}

// rendering are the doors that make pages or mail.
var rendering = []string{"admin", "content", "notify", "publish", "subscribe"}

// doors measures how large the functions of AWS are, and how long each takes from
// its start until it asks for work, beside a function that does nothing.
func doors(l lab) error {
	fmt.Println("Doors on AWS: size, and start to the first question for work (median)")
	out := filepath.Join(l.dir, "doors")
	build := exec.Command("go", "build", "-tags", "lambda.norpc,timetzdata", "-trimpath", "-ldflags", "-s -w", "-o", out+"/", "./functions/...", "./bench/bare")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("building the doors: %w\n%s", err, said)
	}
	bare, err := started(filepath.Join(out, "bare"))
	if err != nil {
		return err
	}
	fmt.Printf("  %-10s %5.1f MB %6.1f ms\n", "bare", bare.size, milliseconds(bare.ready))
	programs, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	for _, p := range programs {
		if p.Name() == "bare" {
			continue
		}
		d, err := started(filepath.Join(out, p.Name()))
		if err != nil {
			return err
		}
		goal := doorGoals[slices.Contains(rendering, p.Name())]
		fmt.Printf("  %-10s %5.1f MB %6.1f ms   %.1f times bare (goal: %.0f MB, %.0f ms)\n",
			p.Name(), d.size, milliseconds(d.ready), float64(d.ready)/float64(bare.ready), goal.size, milliseconds(goal.ready))
	}
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

type start struct {
	size  float64 // MB
	ready time.Duration
}

// started starts a program some times, each until it asks for work.
func started(program string) (start, error) {
	info, err := os.Stat(program)
	if err != nil {
		return start{}, err
	}
	asked := make(chan time.Time, 1)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return start{}, err
	}
	srv := &http.Server{Handler: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case asked <- time.Now():
		default:
		}
		<-r.Context().Done()
	})}
	go srv.Serve(l)
	defer srv.Close()
	var took []time.Duration
	for range startRounds {
		one, err := startOnce(program, l.Addr().String(), asked)
		if err != nil {
			return start{}, err
		}
		took = append(took, one)
	}
	slices.Sort(took)
	return start{float64(info.Size()) / 1e6, took[len(took)/2]}, nil
}

func startOnce(program, runtime string, asked <-chan time.Time) (time.Duration, error) {
	p := exec.Command(program)
	p.Env = append(os.Environ(), "AWS_LAMBDA_RUNTIME_API="+runtime, "AWS_REGION=eu-central-1", "AWS_ACCESS_KEY_ID=a", "AWS_SECRET_ACCESS_KEY=b")
	for _, name := range []string{"PARAMETERS", "PAGE_TABLE", "ACCESS_TABLE", "CONTACTS_TABLE", "PUBLISH_QUEUE", "NOTIFY_QUEUE", "SWEEP_QUEUE", "CONTENT_QUEUE", "SITE_BUCKET", "CONTENT_BUCKET"} {
		p.Env = append(p.Env, "TIDINGS_"+name+"=x")
	}
	p.Env = append(p.Env, "TIDINGS_SITE=https://status.example.com", "TIDINGS_CONTENT_REPOSITORY=https://git.example.com/team/status.git")
	began := time.Now()
	if err := p.Start(); err != nil {
		return 0, err
	}
	defer func() {
		p.Process.Kill()
		p.Wait()
	}()
	select {
	case at := <-asked:
		return at.Sub(began), nil
	case <-time.After(10 * time.Second):
		return 0, fmt.Errorf("%s does not ask for work", program)
	}
}
