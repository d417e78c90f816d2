package channels

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"tidings/internal/access"
	"tidings/internal/config"
	"tidings/internal/notify/outlet"
	"tidings/internal/web/admin"
)

// oneData is what the page of a channel is given.
type oneData struct {
	row
	Facts     []fact
	Trouble   string
	Next      time.Time // when it is tried again
	Sent      string
	Recent    []outlet.Delivery
	MayChange bool
	Key       *keyData
}

func (c *Channels) one(v *admin.Visit) error {
	data, _, err := c.oneData(v)
	if err != nil {
		return err
	}
	return v.Show("channel", data.ID, data)
}

func (c *Channels) oneData(v *admin.Visit) (*oneData, config.Channel, error) {
	ch, s, err := c.channel(v.Context(), v.PathValue("id"))
	if err != nil {
		return nil, ch, err
	}
	d := &oneData{row: rowOf(&ch, &s), Facts: facts(&ch), Trouble: s.Trouble, Sent: admin.Number(s.Sent), Recent: s.Recent, MayChange: access.Can(v.Who, access.ManageSite)}
	if !s.Off {
		d.Next = s.Next
	}
	d.Key, err = c.keyData(v, &ch)
	return d, ch, err
}

// act does what a button says, after it is written down that somebody will.
func (c *Channels) act(v *admin.Visit) error {
	data, ch, err := c.oneData(v)
	if err != nil {
		return err
	}
	word := v.Field("do")
	if told["channel-"+word] == "" {
		return v.Again("channel", data.ID, data, admin.Wrong("Choose what to do."))
	}
	if wait := c.tries.Take(v.Who.ID, c.Now()); wait > 0 {
		return v.Again("channel", data.ID, data, admin.Failure{Status: http.StatusTooManyRequests, Sentence: fmt.Sprintf("That was a lot at once. Wait %d seconds.", int(wait.Seconds())+1)})
	}
	if err := v.Note("channel."+word, "channel/"+ch.ID, nil); err != nil {
		return err
	}
	if err := c.do(v, word, ch); err != nil {
		if again, _, bad := c.oneData(v); bad == nil {
			data = again
		}
		return v.Again("channel", data.ID, data, plain(err))
	}
	return v.Go(data.Path + "?told=channel-" + word)
}

func (c *Channels) do(v *admin.Visit, word string, ch config.Channel) error {
	switch word {
	case "on", "skip":
		return c.House.Do(func() error { return c.Desk.On(v.Context(), ch, word == "skip") })
	case "off":
		return c.Desk.Off(v.Context(), ch)
	case "test":
		return c.Desk.Test(v.Context(), ch)
	}
	return c.Desk.Replay(v.Context(), ch, v.Field("delivery"))
}

// plain turns an error of a channel into one for people.
func plain(err error) error {
	var refused outlet.RefusedError
	switch {
	case errors.As(err, &refused):
		return admin.Wrong("It was not delivered: %s.", refused.Error())
	case errors.Is(err, outlet.ErrForgotten):
		return admin.Wrong("%s.", admin.Capital(err.Error()))
	}
	return err
}
