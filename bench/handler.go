package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"tidings/internal/access"
	"tidings/internal/app"
	"tidings/internal/boot/cloud/api"
	"tidings/internal/boot/cloud/httpapi"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/content/reading"
	"tidings/internal/store/memory"
	"tidings/internal/web"
	"tidings/internal/web/v1"
)

// handlerTime is how long each kind of request is made.
const handlerTime = time.Second

// handler measures the door of the API as Lambda calls it, one event after the
// other, over 10,000 incidents and stores that are in memory: what is left when
// network and database are taken away.
func handler(l lab) error {
	fmt.Println("The API's door on AWS, without network")
	d, err := door(l)
	if err != nil {
		return err
	}
	for _, x := range []struct{ name, method, path, body string }{
		{"read one component", "GET", "/api/v1/components/1", ""},
		{"a page of incidents", "GET", "/api/v1/incidents", ""},
		{"set a component's status", "PUT", "/api/v1/components/1", "status=%d"},
		{"make an incident", "POST", "/api/v1/incidents", "name=Bench&status=4&message=Over&n=%d"},
	} {
		rate, err := d.rate(x.method, x.path, x.body)
		if err != nil {
			return err
		}
		fmt.Printf("  %-26s %6.0f requests/s\n", x.name, rate)
	}
	return nil
}

// benchDoor is a door and who is let in: so many that nobody asks too often.
type benchDoor struct {
	lambda.Handler
	tokens []string
}

const (
	benchOrigin  = "from-the-edge"
	benchClients = 200
)

// door opens the door over 10,000 incidents.
func door(l lab) (d benchDoor, err error) {
	ctx, log := context.Background(), slog.New(slog.DiscardHandler)
	content, err := l.content(10_000)
	if err != nil {
		return d, err
	}
	page, accounts := memory.New(time.Now), memory.New(time.Now)
	err = app.TakeContent(ctx, app.New(app.Parts{Store: page, Folder: reading.Folder(content), Now: time.Now, Random: rand.Reader, Log: log, Metrics: &web.Metrics{}}))
	if err != nil {
		return d, err
	}
	for tokens := access.NewTokens(accounts); len(d.tokens) < benchClients; {
		token, _, err := tokens.Create(ctx, access.Actor{Kind: access.Person, ID: "bench"},
			access.Token{Name: "bench", Role: access.Manage, Kind: access.Person}, time.Now(), rand.Reader)
		if err != nil {
			return d, err
		}
		d.tokens = append(d.tokens, token)
	}
	w := world.World{Now: time.Now, Random: rand.Reader, Log: log, Getenv: func(name string) string {
		return map[string]string{world.Site: "https://status.example.com"}[name]
	}}
	d.Handler, err = api.Over(w, page, accounts, v1.People{}, func(context.Context) ([]string, error) { return []string{benchOrigin}, nil })
	return d, err
}

func (d benchDoor) rate(method, path, body string) (float64, error) {
	n, began := 0, time.Now()
	for ; time.Since(began) < handlerTime; n++ {
		if err := d.call(d.tokens[n%benchClients], method, path, fill(body, 1+n%4)); err != nil {
			return 0, err
		}
	}
	return float64(n) / time.Since(began).Seconds(), nil
}

func (d benchDoor) call(token, method, path, body string) error {
	event := events.APIGatewayV2HTTPRequest{Version: "2.0", RawPath: path, Body: body, Headers: map[string]string{
		httpapi.OriginHeader: benchOrigin, "x-cachet-token": token, "content-type": "application/x-www-form-urlencoded",
	}}
	event.RequestContext.HTTP.Method, event.RequestContext.HTTP.Path = method, path
	payload, err := json.Marshal(event)
	if err != nil {
		return err
	}
	answered, err := d.Invoke(context.Background(), payload)
	if err != nil {
		return err
	}
	var answer events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(answered, &answer); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s answers %d: %s", method, path, answer.StatusCode, answer.Body)
	}
	return nil
}
