package local

import (
	"context"
	"log/slog"

	"github.com/aws/aws-sdk-go-v2/aws"

	"tidings/internal/awsconf"
	"tidings/internal/awsconf/chain"
	"tidings/internal/doctor"
	"tidings/internal/notify/ses"
)

// sesIn is how Amazon SES is reached in a region, by the keys that this machine has.
func sesIn(region string, getenv func(string) string) (aws.Config, error) {
	return awsconf.New("SESV2", awsconf.Options{Getenv: getenv, Region: region, Credentials: chain.New(getenv)})
}

// standing asks Amazon SES in a region how the account stands. It sends nothing.
func standing(ctx context.Context, o Options, region string) (*doctor.Mail, error) {
	config, err := sesIn(region, o.Getenv)
	if err != nil {
		return nil, err
	}
	s, err := ses.New(ses.Options{Config: config, Now: o.Now, Log: slog.New(slog.DiscardHandler)}).Standing(ctx)
	switch {
	case err != nil:
		return &doctor.Mail{Trouble: err.Error()}, nil
	case s.At.IsZero():
		return &doctor.Mail{Trouble: "it refuses to"}, nil
	}
	return &doctor.Mail{Sandbox: s.Sandbox, Paused: s.Paused, Quota: s.Quota, Sent: s.Sent}, nil
}
