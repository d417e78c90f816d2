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
var rendering = []string{"admin", "archive", "content", "notify", "publish", "subscribe"}

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
	programs, err := os.ReadDir(out)
	if err != nil {
		return err
	}
	all := map[string]start{}
	for _, p := range programs {
		if all[p.Name()], err = sized(filepath.Join(out, p.Name())); err != nil {
			return err
		}
	}
	if err := startInTurn(out, all); err != nil {
		return err
	}
	bare := all["bare"]
	fmt.Printf("  %-10s %5.1f MB %6.1f ms\n", "bare", bare.size, milliseconds(bare.ready()))
	for _, p := range programs {
		if p.Name() == "bare" {
			continue
		}
		d, goal := all[p.Name()], doorGoals[slices.Contains(rendering, p.Name())]
		fmt.Printf("  %-10s %5.1f MB %6.1f ms   %.1f and %.1f times bare (goal: %.0f MB, %.0f ms where bare takes 6.3 MB, 3.1 ms: %.1f and %.1f times)\n",
			p.Name(), d.size, milliseconds(d.ready()), d.size/bare.size, float64(d.ready())/float64(bare.ready()),
			goal.size, milliseconds(goal.ready), goal.size/6.3, milliseconds(goal.ready)/3.1)
	}
	return nil
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

type start struct {
	size float64 // MB
	took []time.Duration
}

// ready is the median.
func (s start) ready() time.Duration {
	slices.Sort(s.took)
	return s.took[len(s.took)/2]
}

func sized(program string) (start, error) {
	info, err := os.Stat(program)
	if err != nil {
		return start{}, err
	}
	return start{size: float64(info.Size()) / 1e6}, nil
}

// startInTurn starts each program some times until it asks for work, one after the
// other, so that what else the machine does is the same for all.
func startInTurn(dir string, all map[string]start) error {
	asked := make(chan time.Time, 1)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
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
	for range startRounds {
		for name, s := range all {
			one, err := startOnce(filepath.Join(dir, name), l.Addr().String(), asked)
			if err != nil {
				return err
			}
			s.took = append(s.took, one)
			all[name] = s
		}
	}
	return nil
}

func startOnce(program, runtime string, asked <-chan time.Time) (time.Duration, error) {
	p := exec.Command(program)
	p.Env = append(os.Environ(), "GOGC=200" /* as template.yaml has it */, "AWS_LAMBDA_RUNTIME_API="+runtime, "AWS_REGION=eu-central-1", "AWS_ACCESS_KEY_ID=a", "AWS_SECRET_ACCESS_KEY=b")
	for _, name := range []string{"PARAMETERS", "PAGE_TABLE", "ACCESS_TABLE", "CONTACTS_TABLE", "PUBLISH_QUEUE", "NOTIFY_QUEUE", "SWEEP_QUEUE", "CONTENT_QUEUE", "SITE_BUCKET", "CONTENT_BUCKET", "EXPORT_BUCKET", "FALLBACK_BUCKET", "FALLBACK_REGION"} {
		p.Env = append(p.Env, "TIDINGS_"+name+"=x")
	}
	p.Env = append(p.Env, "TIDINGS_SITE=https://status.example.com", "TIDINGS_EXPORT_RECIPIENT=age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", "TIDINGS_CONTENT_REPOSITORY=https://git.example.com/team/status.git")
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
