package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// function is a door as Lambda runs it: one process, one invocation at a time,
// started anew after it has died.
type function struct {
	name, program string
	environment   []string
	log           *logs
	folder        string              // for its own files
	limit         time.Duration       // of an invocation, as it is told
	logs          func(action string) // what Lambda does to keep the log

	mu      sync.Mutex // held for an invocation
	api     *http.Server
	address string
	next    chan invocation
	done    chan result
	process *exec.Cmd
	died    chan struct{}
	count   int
}

type invocation struct {
	id      string
	payload []byte
}

type result struct {
	body []byte
	err  error
}

var errDied = errors.New("the function's process died")

var errTimeout = errors.New("the function has used its time, and was killed")

// grace is how long after its time a process is killed: at that moment itself, chance
// would decide whether it still answers.
const grace = 30 * time.Second

// start listens for the runtime of the function.
func (f *function) start(t *testing.T) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f.folder = t.TempDir()
	f.next, f.done, f.address = make(chan invocation), make(chan result), l.Addr().String()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /2018-06-01/runtime/invocation/next", f.give)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/response", f.take)
	mux.HandleFunc("POST /2018-06-01/runtime/invocation/{id}/error", f.fail)
	f.api = &http.Server{Handler: mux}
	go f.api.Serve(l)
	t.Cleanup(func() {
		f.kill()
		f.api.Close()
	})
}

func (f *function) give(w http.ResponseWriter, r *http.Request) {
	select {
	case i := <-f.next:
		w.Header().Set("Lambda-Runtime-Aws-Request-Id", i.id)
		w.Header().Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(time.Now().Add(f.limit).UnixMilli(), 10))
		w.Header().Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-central-1:123456789012:function:"+f.name)
		w.Write(i.payload)
	case <-r.Context().Done():
	}
}

func (f *function) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	w.WriteHeader(http.StatusAccepted)
	f.answer(r, result{body, err})
}

func (f *function) fail(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	w.WriteHeader(http.StatusAccepted)
	f.answer(r, result{err: fmt.Errorf("the function failed: %s", body)})
}

// answer hands an answer to whoever waits for it. One that comes after its time is
// nobody's: its process is killed, and the connection goes with it.
func (f *function) answer(r *http.Request, is result) {
	select {
	case f.done <- is:
	case <-r.Context().Done():
	}
}

// invoke gives the function an event and waits for its answer, until its time or the
// context is over: then its process is killed.
func (f *function) invoke(ctx context.Context, payload []byte) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	ctx, cancel := context.WithTimeoutCause(ctx, f.limit+grace, errTimeout)
	defer cancel()
	if err := f.run(); err != nil {
		return nil, err
	}
	f.count++
	f.logs("logs:PutLogEvents")
	select {
	case f.next <- invocation{fmt.Sprintf("%s-%d", f.name, f.count), payload}:
	case <-f.died:
		return nil, errDied
	case <-ctx.Done():
		return nil, fmt.Errorf("%s does not ask for work: %w", f.name, context.Cause(ctx))
	}
	select {
	case r := <-f.done:
		return r.body, r.err
	case <-f.died:
		return nil, errDied
	case <-ctx.Done():
		f.kill()
		return nil, context.Cause(ctx)
	}
}

// run starts the process unless it is alive.
func (f *function) run() error {
	if f.process != nil {
		select {
		case <-f.died:
		default:
			return nil
		}
	}
	f.process, f.died = exec.Command(f.program), make(chan struct{})
	f.process.Env = append([]string{"AWS_LAMBDA_RUNTIME_API=" + f.address, "AWS_LAMBDA_FUNCTION_NAME=" + f.name, "TMPDIR=" + f.folder}, f.environment...)
	f.process.Stderr = f.log.file
	f.logs("logs:CreateLogStream")
	if err := f.process.Start(); err != nil {
		return err
	}
	go func(p *exec.Cmd, died chan struct{}) {
		p.Wait()
		close(died)
	}(f.process, f.died)
	return nil
}

// kill ends the process as Lambda may at any time.
func (f *function) kill() {
	if f.process != nil {
		f.process.Process.Kill()
		<-f.died
	}
}

// logs is what functions write: a file that they write to themselves, so that what
// they have said before they answer is there.
type logs struct{ file *os.File }

func newLogs(t *testing.T) *logs {
	t.Helper()
	file, err := os.OpenFile(filepath.Join(t.TempDir(), "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return &logs{file}
}

func (l *logs) String() string {
	text, err := os.ReadFile(l.file.Name())
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func (l *logs) says(text string) bool { return strings.Contains(l.String(), text) }
