package awscall

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// JSON makes a request of a service whose requests are JSON by a name, such as
// AmazonSSM.GetParameter, of a version of that protocol ("1.0", "1.1"). What it
// answers is read into out.
func (s *Service) JSON(ctx context.Context, version, name string, in, out any) error {
	return s.exchange(ctx, Request{Method: http.MethodPost, Path: "/", Header: http.Header{
		"Content-Type": {"application/x-amz-json-" + version}, "X-Amz-Target": {name},
	}}, in, out)
}

// REST makes a request of a service whose requests have paths. In is nil for one
// that has no body.
func (s *Service) REST(ctx context.Context, method, path string, in, out any) error {
	return s.exchange(ctx, Request{Method: method, Path: path, Header: http.Header{"Content-Type": {"application/json"}}}, in, out)
}

func (s *Service) exchange(ctx context.Context, r Request, in, out any) (err error) {
	if in != nil {
		if r.Body, err = json.Marshal(in); err != nil {
			return fmt.Errorf("a request of AWS: %w", err)
		}
	}
	answer, err := s.Do(ctx, r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(out); err != nil {
		return fmt.Errorf("reading what AWS answers: %w", err)
	}
	return nil
}
