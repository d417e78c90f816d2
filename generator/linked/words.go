package linked

import "time"

const vocabulary = "https://schema.org"

// The types of schema.org that pages are, with the properties that we know.
type (
	webPage struct {
		Context   string    `json:"@context"`
		Type      string    `json:"@type"`
		Name      string    `json:"name"`
		Lang      string    `json:"inLanguage"`
		URL       string    `json:"url,omitempty"`
		Modified  time.Time `json:"dateModified,omitzero"`
		Publisher thing     `json:"publisher"`
	}
	article struct {
		Context   string    `json:"@context"`
		Type      string    `json:"@type"`
		Headline  string    `json:"headline"`
		Published time.Time `json:"datePublished,omitzero"`
		Modified  time.Time `json:"dateModified,omitzero"`
	}
	event struct {
		Context   string    `json:"@context"`
		Type      string    `json:"@type"`
		Name      string    `json:"name"`
		Lang      string    `json:"inLanguage"`
		URL       string    `json:"url,omitempty"`
		Starts    time.Time `json:"startDate,omitzero"`
		Ends      time.Time `json:"endDate,omitzero"`
		Status    string    `json:"eventStatus"`
		Mode      string    `json:"eventAttendanceMode"`
		Location  *thing    `json:"location,omitempty"`
		Organizer thing     `json:"organizer"`
	}
	thing struct {
		Type string `json:"@type"`
		Name string `json:"name,omitempty"`
		URL  string `json:"url,omitempty"`
	}
)
