package v1

// Endpoint is a method and an address as documents name them.
type Endpoint struct{ Method, Path string }

// Endpoints are all that the API answers, below Prefix.
func Endpoints() []Endpoint {
	var all []Endpoint
	for _, r := range routes() {
		all = append(all, Endpoint{r.method, r.path})
	}
	return all
}
