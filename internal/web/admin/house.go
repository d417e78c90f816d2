package admin

import (
	"net/http"

	"tidings/internal/config"
	"tidings/internal/status"
)

// House is the running program, as sections of the dashboard see it.
type House interface {
	// Site is what is in force; false until there is valid content.
	Site() (Site, bool)
	// Do runs a write to the board and has published and told what it wrote.
	// It returns the error of the write.
	Do(write func() error) error
}

// Site is the board and the configuration in force.
type Site struct {
	Board  *status.Board
	Config *config.Config
}

// Enter is what is in force in a house, or a failure that says to wait.
func Enter(h House) (Site, error) {
	s, ok := h.Site()
	if !ok {
		return s, Failure{http.StatusServiceUnavailable, "The page is starting. Try again in a few seconds."}
	}
	return s, nil
}

// Actor is whoever is signed in, as the board's log names them.
func (v *Visit) Actor() status.Actor {
	return status.Actor{Kind: status.OriginPerson, ID: v.Who.ID, From: v.Who.From}
}
