package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"tidings/test/wait"
)

// The scripts run the real program. Beside the usual commands they have
//
//	serve [FLAG]...            starts `tidings serve`, waits until it is ready, sets $URL
//	end                        ends it by SIGTERM; it must exit 0
//	crash                      ends it by SIGKILL
//	http STATUS METHOD PATH [@FILE] [HEADER]...   sends a request; its answer is stdout
//	eventually PATH REGEXP     reads a page until it matches, waiting as long as it takes
//	logged REGEXP              waits until the log of the server matches
//	bucket PATH                prints an object of the script's own bucket $BUCKET
//	keep NAME                  sets $NAME to what the last command printed
func TestScripts(t *testing.T) {
	b := &buckets{}
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			return errors.Join(shareContent(env), b.share(t, env))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"serve": cmdServe, "end": cmdEnd, "crash": cmdCrash,
			"http": cmdHTTP, "eventually": cmdEventually, "logged": cmdLogged, "keep": cmdKeep, "bucket": b.cmdBucket,
		},
	})
}

// running holds the server of one script.
type running struct{ *server }

type runningKey struct{}

// shareContent gives every script a small content folder, unless it has its own.
func shareContent(env *testscript.Env) error {
	env.Setenv("HOME", env.WorkDir)
	env.Setenv("MONITOR", monitorSecret)
	env.Values[runningKey{}] = &running{}
	if _, err := os.Stat(filepath.Join(env.WorkDir, "content")); err == nil {
		return nil
	}
	return writeContent(filepath.Join(env.WorkDir, "content"))
}

func theServer(ts *testscript.TestScript) *server {
	r := ts.Value(runningKey{}).(*running)
	if r.server == nil {
		ts.Fatalf("no server was started")
	}
	return r.server
}

func cmdServe(ts *testscript.TestScript, neg bool, args []string) {
	env := []string{"PATH=" + ts.Getenv("PATH"), "TIDINGS_SECRET_MONITOR=" + ts.Getenv("MONITOR")}
	for _, name := range []string{"AWS_REGION", "AWS_ENDPOINT_URL_S3", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
		env = append(env, name+"="+ts.Getenv(name))
	}
	s, err := startServer(ts.MkAbs("."), env, args...)
	if neg {
		if err == nil {
			ts.Fatalf("serve started")
		}
		fmt.Fprint(ts.Stdout(), err)
		return
	}
	ts.Check(err)
	ts.Defer(s.kill)
	ts.Setenv("URL", s.url)
	ts.Value(runningKey{}).(*running).server = s
}

func cmdEnd(ts *testscript.TestScript, neg bool, args []string) {
	s := theServer(ts)
	err := s.stop()
	if !neg {
		ts.Check(err)
	}
	ts.Logf("%s", s.stderr)
}

func cmdCrash(ts *testscript.TestScript, neg bool, args []string) { theServer(ts).kill() }

func cmdHTTP(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 3 {
		ts.Fatalf("usage: http STATUS METHOD PATH [@FILE] [HEADER]...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	resp, err := http.DefaultClient.Do(request(ts, args[1], args[2], args[3:]))
	ts.Check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	for name := range resp.Header {
		fmt.Fprintf(ts.Stderr(), "%s: %s\n", name, resp.Header.Get(name))
	}
	fmt.Fprintf(ts.Stdout(), "%s", body)
	if (resp.StatusCode == want) == neg {
		ts.Fatalf("%s %s answered %d\n%s", args[1], args[2], resp.StatusCode, body)
	}
}

func request(ts *testscript.TestScript, method, path string, rest []string) *http.Request {
	var body io.Reader
	if len(rest) > 0 && strings.HasPrefix(rest[0], "@") {
		body = strings.NewReader(ts.ReadFile(rest[0][1:]))
		rest = rest[1:]
	}
	req, err := http.NewRequest(method, ts.Getenv("URL")+path, body)
	ts.Check(err)
	for _, h := range rest {
		name, value, _ := strings.Cut(h, ":")
		req.Header.Set(name, strings.TrimSpace(value))
	}
	return req
}

func cmdEventually(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: eventually PATH REGEXP")
	}
	want, body := regexp.MustCompile(args[1]), ""
	for end := time.Now().Add(wait.Long); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if _, body = theServer(ts).get(args[0]); want.MatchString(body) != neg {
			return
		}
	}
	ts.Fatalf("%s:\n%s\n%s", args[0], body, theServer(ts).stderr)
}

func cmdLogged(ts *testscript.TestScript, neg bool, args []string) {
	want := regexp.MustCompile(args[0])
	if neg {
		if want.MatchString(theServer(ts).stderr.String()) {
			ts.Fatalf("the log says %s:\n%s", args[0], theServer(ts).stderr)
		}
		return
	}
	for end := time.Now().Add(wait.Long); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		if want.MatchString(theServer(ts).stderr.String()) {
			return
		}
	}
	ts.Fatalf("the log does not say %s:\n%s", args[0], theServer(ts).stderr)
}

func cmdKeep(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: keep NAME")
	}
	ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile("stdout")))
}
