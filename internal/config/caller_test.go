package config_test

import (
	"testing"

	"tidings/internal/config"
)

const arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:"

func TestWhoTakesIn(t *testing.T) {
	c := &config.Config{Sources: []config.Source{
		{ID: "a", Auth: config.Auth{Type: config.AuthIAM, Alarms: []string{arn + "api-*", arn + "one"}, Events: []string{"aws.health", "111122223333/com.example"}}},
		{ID: "b", Auth: config.Auth{Type: config.AuthIAM, Alarms: []string{arn + "*"}, Topics: []string{"arn:aws:sns:eu-west-1:123456789012:t"}}},
		{ID: "posts", Auth: config.Auth{Type: config.AuthSNS, Topics: []string{"arn:aws:sns:eu-west-1:123456789012:posted"}}},
	}}
	for caller, want := range map[config.Caller]string{
		config.NewCaller("alarm", arn+"api-down"):                        "a",
		config.NewCaller("alarm", arn+"one"):                             "a",
		config.NewCaller("alarm", arn+"one-more"):                        "b",
		"alarm arn:aws:cloudwatch:eu-west-1:999999999999:alarm:api-down": "",
		"topic arn:aws:sns:eu-west-1:123456789012:t":                     "b",
		"topic arn:aws:sns:eu-west-1:123456789012:t2":                    "",
		"topic arn:aws:sns:eu-west-1:123456789012:posted":                "",
		"event aws.health":               "a",
		"event com.example":              "",
		"event 111122223333/com.example": "a",
		"alarm aws.health":               "",
		"":                               "",
	} {
		got := ""
		if src, ok := c.Hearing(caller); ok {
			got = src.ID
		}
		if got != want {
			t.Errorf("%q is taken in by %q, want %q", caller, got, want)
		}
	}
}
