package aws

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"

	"tidings/test/kept"
)

// InstallMail is the command that brings the mail server, for error messages.
const InstallMail = "infra/dev/tools"

// Mail is a running aws-ses-v2-local (https://github.com/domdomegg/aws-ses-v2-local):
// version 2 of SES, which keeps what it takes. It reads a message anew: of its
// headers only the usual ones are left, and tags and configuration set are not.
type Mail struct {
	Endpoint string
	*kept.Program
}

// Letter is a message as the server keeps it.
type Letter struct {
	From        string
	Subject     string
	Destination struct{ To []string }
	Body        struct{ Text, HTML string }
}

// StartMail runs the server on a free address of the loopback, with an account that
// may send so many messages a second, and waits until it answers. Stop it with
// Close.
func StartMail(ctx context.Context, rate int) (*Mail, error) {
	program, err := findMail()
	if err != nil {
		return nil, err
	}
	address, err := FreeAddress()
	if err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	m := &Mail{Endpoint: "http://" + address}
	m.Program, err = begin(ctx, "", m.Endpoint+"/health-check", []string{"AWS_SES_ACCOUNT=" + account(rate)}, "node", program, "--host", host, "--port", port)
	return m, err
}

// account is what the server says of itself.
func account(rate int) string {
	return `{"DedicatedIpAutoWarmupEnabled":false,"EnforcementStatus":"HEALTHY","ProductionAccessEnabled":true,"SendingEnabled":true,
		"Details":{"AdditionalContactEmailAddresses":[],"ContactLanguage":"EN","MailType":"TRANSACTIONAL","ReviewDetails":{"CaseId":"1","Status":"GRANTED"},"UseCaseDescription":"-","WebsiteURL":"-"},
		"SendQuota":{"Max24HourSend":-1,"MaxSendRate":` + strconv.Itoa(rate) + `,"SentLast24Hours":0},"SuppressionAttributes":{"SuppressedReasons":["BOUNCE","COMPLAINT"]}}`
}

// findMail looks in test/aws of the module that the working folder is in.
func findMail() (string, error) {
	dir, err := os.Getwd()
	for err == nil && dir != filepath.Dir(dir) {
		program := filepath.Join(dir, "test", "aws", "node_modules", "aws-ses-v2-local", "dist", "cli.js")
		if _, err := os.Stat(program); err == nil {
			return program, nil
		}
		dir = filepath.Dir(dir)
	}
	return "", errors.Join(fmt.Errorf("these tests need aws-ses-v2-local, which is not installed: run %s", InstallMail), err)
}

// Letters are the messages to an address, oldest first.
func (m *Mail) Letters(ctx context.Context, to string) (letters []Letter, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, m.Endpoint+"/store", nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	var store struct{ Emails []Letter }
	if err := json.NewDecoder(answer.Body).Decode(&store); err != nil {
		return nil, fmt.Errorf("reading the store of %s: %w", m.Endpoint, err)
	}
	for _, l := range store.Emails {
		if len(l.Destination.To) == 1 && l.Destination.To[0] == to {
			letters = append(letters, l)
		}
	}
	return letters, nil
}
