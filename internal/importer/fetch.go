package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tidings/internal/unreached"
)

// Limits of reading a page that runs.
const (
	maxDocument = 32 << 20 // bytes of one document
	patience    = 20 * time.Second
)

// pageDocuments are what a page with Statuspage's API serves. Only the summary
// must be there.
var pageDocuments = []string{"api/v2/summary.json", "api/v2/incidents.json", "api/v2/scheduled-maintenances.json", "history.atom"}

// Fetch reads the documents of a page that runs. A note says which it does not
// have.
func Fetch(ctx context.Context, client *http.Client, address string) ([]Document, []Note, error) {
	base, err := pageAddress(address)
	if err != nil {
		return nil, nil, err
	}
	var documents []Document
	var notes []Note
	for i, name := range pageDocuments {
		body, err := get(ctx, client, base.JoinPath(name).String(), nil)
		switch {
		case err == nil:
			documents = append(documents, Document{name, body})
		case i == 0 || ctx.Err() != nil:
			return nil, nil, err
		default:
			notes = append(notes, Note{name, "not read: " + err.Error()})
		}
	}
	return documents, notes, nil
}

// pageAddress takes a page's address, or that of one of its documents.
func pageAddress(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is no web address", address)
	}
	before, _, _ := strings.Cut(u.Path, "/api/v2/")
	u.Path, u.RawPath, u.RawQuery, u.Fragment = strings.TrimSuffix(before, "/history.atom"), "", "", ""
	return u, nil
}

func get(ctx context.Context, client *http.Client, address string, header http.Header) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("asking %s: %w", address, err)
	}
	maps.Copy(req.Header, header)
	req.Header.Set("User-Agent", "tidings")
	resp, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("the page cannot be reached: %w", unreached.Why(err))
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s", address, resp.Status)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxDocument+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", address, err)
	}
	if len(body) > maxDocument {
		return nil, errors.New(address + " sends more than 32 MB, which no status page does")
	}
	return body, nil
}
