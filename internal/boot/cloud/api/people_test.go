package api

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"tidings/internal/boot/cloud/parameters"
	"tidings/internal/boot/cloud/tables"
	"tidings/internal/boot/cloud/world"
	"tidings/internal/store"
)

// While the key of the contacts cannot be read, whoever asks is told to come again.
func TestContactsThatCannotBeOpened(t *testing.T) {
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Amzn-Errortype", "AccessDeniedException")
		w.WriteHeader(http.StatusBadRequest)
	}))
	defer refusing.Close()
	env := map[string]string{"AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_ENDPOINT_URL_SSM": refusing.URL,
		tables.Contacts: "contacts", parameters.Prefix: "/tidings/x/"}
	w := world.World{Getenv: func(name string) string { return env[name] }}
	p, err := parameters.Open(w)
	if err != nil {
		t.Fatal(err)
	}
	people, err := subscribers(w, nil, p)
	if err != nil {
		t.Fatal(err)
	}
	if book, err := people.Book(context.Background()); book != nil || !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("the book is %v, %v", book, err)
	}
	delete(env, tables.Contacts)
	if _, err := subscribers(w, nil, p); err == nil {
		t.Error("it opens without a table for contacts")
	}
}
