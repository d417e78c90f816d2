package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"
)

// The audiences of the mail section: the second shows that telling a hundred
// times as many takes no more memory.
var audiences = []struct {
	people int
	by     func() (*sink, error)
	name   string
}{{1_000, bySMTP, "SMTP"}, {100_000, bySMTP, "SMTP"}, {20_000, bySES, "SES"}}

// mail has a running server tell people of one incident, by servers of this
// process that keep nothing.
func mail(l lab) error {
	fmt.Println("Telling people of an incident by mail")
	var peaks []float64
	for _, a := range audiences {
		k, err := a.by()
		if err != nil {
			return err
		}
		peak, err := l.tell(k, a.people, a.name)
		k.close()
		if err != nil {
			return err
		}
		peaks = append(peaks, peak)
	}
	verdict("  memory while telling 100,000 / 1,000", peaks[1]/peaks[0], "<=", 1.2)
	return nil
}

// tell returns the most memory that the server held while it told people.
func (l lab) tell(sink *sink, people int, by string) (peak float64, err error) {
	s, err := l.start(100, append(sink.flags, "--mail-hourly", "0")...)
	if err != nil {
		return 0, err
	}
	defer s.stop()
	began := time.Now()
	if err := l.enrol(s, people); err != nil {
		return 0, err
	}
	entered := time.Since(began)
	began = time.Now()
	if err := s.post(signal(0, "c01", "firing")); err != nil {
		return 0, err
	}
	for sink.count.Load() < int64(people) {
		time.Sleep(5 * time.Millisecond)
		peak = max(peak, s.resident())
		if time.Since(began) > 10*time.Minute {
			return 0, fmt.Errorf("only %d of %d were told within ten minutes", sink.count.Load(), people)
		}
	}
	took := time.Since(began)
	fmt.Printf("  %7d people by %-4s: entered in %.1f s; %.0f messages/s worded, sent and recorded; %.0f MiB resident at most\n",
		people, by, entered.Seconds(), float64(people)/took.Seconds(), peak)
	return peak, nil
}

// enrol enters people from a list, beside the running server.
func (l lab) enrol(s *server, people int) error {
	var list strings.Builder
	list.WriteString("email\n")
	for i := range people {
		fmt.Fprintf(&list, "p%d@example.com\n", i)
	}
	path := filepath.Join(filepath.Dir(s.data), "people.csv")
	if err := os.WriteFile(path, []byte(list.String()), 0o600); err != nil {
		return err
	}
	out, err := exec.Command(l.tidings, "subscribers", "import", path, "--consent", "a benchmark", "--data", s.data).CombinedOutput()
	if err != nil {
		return fmt.Errorf("entering people: %w\n%s", err, out)
	}
	return nil
}

// sink is a mail server that counts.
type sink struct {
	count atomic.Int64
	flags []string // with which mail comes here
	close func()
}

func bySMTP() (*sink, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	k := &sink{flags: []string{"--smtp", "smtp://" + l.Addr().String(), "--mail-rate", "0"}}
	server := smtp.NewServer(k)
	server.Domain, server.ErrorLog = "localhost", log.New(io.Discard, "", 0)
	go func() { _ = server.Serve(l) }()
	k.close = func() { server.Close() }
	return k, nil
}

// unbounded is an SES account that may send as fast as it can.
const unbounded = `{"ProductionAccessEnabled":true,"SendingEnabled":true,"SendQuota":{"Max24HourSend":-1,"MaxSendRate":1000000,"SentLast24Hours":0}}`

func bySES() (*sink, error) {
	k := &sink{flags: []string{"--ses", "eu-west-1", "--ses-configuration-set", "bench"}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, _ = io.WriteString(w, unbounded)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, `{"MessageId":"bench"}`)
		k.count.Add(1)
	}))
	k.close = server.Close
	for name, value := range map[string]string{"AWS_ENDPOINT_URL_SESV2": server.URL, "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"} {
		if err := os.Setenv(name, value); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// NewSession implements smtp.Backend; the rest implements smtp.Session.
func (k *sink) NewSession(*smtp.Conn) (smtp.Session, error) { return k, nil }
func (k *sink) Reset()                                      {}
func (k *sink) Logout() error                               { return nil }
func (k *sink) Mail(string, *smtp.MailOptions) error        { return nil }
func (k *sink) Rcpt(string, *smtp.RcptOptions) error        { return nil }
func (k *sink) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	k.count.Add(1)
	return nil
}
