// Package world is what every door has of the machine that it runs on. It must
// never know what a door is for.
package world

import (
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"

	"tidings/internal/awsconf"
	"tidings/internal/boot/cloud/measure"
)

// Site is the environment variable with the address of the site, as
// https://status.example.com.
const Site = "TIDINGS_SITE"

// World is the environment, the clock, chance and the log.
type World struct {
	Getenv func(string) string
	Now    func() time.Time
	Random io.Reader // cryptographic
	Log    *slog.Logger
	Meter  *measure.Meter // may be nil

	request *request
}

// Real is the world of this process. Its log is JSON on standard error, which
// Lambda keeps.
func Real() World {
	now := &request{}
	return World{
		Getenv: os.Getenv, Now: time.Now, Random: rand.Reader, request: now,
		Log:   slog.New(byRequest{slog.NewJSONHandler(os.Stderr, nil), now}),
		Meter: &measure.Meter{Out: os.Stderr, Function: os.Getenv("AWS_LAMBDA_FUNCTION_NAME"), Now: time.Now},
	}
}

// Need is an environment variable that the stack sets.
func (w World) Need(name string) (string, error) {
	v := w.Getenv(name)
	if v == "" {
		return "", fmt.Errorf("the environment variable %s is not set: template.yaml sets it", name)
	}
	return v, nil
}

// Client is the configuration of a client of a service, named as in the
// environment variables of its address, such as "DYNAMODB".
func (w World) Client(service string) (aws.Config, error) {
	return awsconf.New(service, awsconf.Options{Getenv: w.Getenv})
}

// room is from how many bytes on garbage is collected however little of it there is:
// half of the memory that the function has. Below that it may become twice as much
// as what is in use, which is soon more than Lambda gives. False means that the
// environment does not say, or that Go was told otherwise.
func (w World) room() (bytes int64, ok bool) {
	mb, err := strconv.ParseInt(w.Getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"), 10, 32)
	return mb << 20 / 2, err == nil && mb > 0 && w.Getenv("GOMEMLIMIT") == ""
}

// Run answers a door's events until Lambda ends the process. It returns the exit
// status of one that could not be opened.
func Run(open func(World) (lambda.Handler, error)) int {
	w := Real()
	if most, ok := w.room(); ok {
		debug.SetMemoryLimit(most)
	}
	door, err := open(w)
	if err != nil {
		w.Log.Error("the door cannot be opened", "error", err)
		return 1
	}
	lambda.Start(answering{door, w})
	return 0
}
