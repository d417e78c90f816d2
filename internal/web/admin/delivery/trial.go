package delivery

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"tidings/internal/contacts"
	"tidings/internal/web/admin"
)

// trialTime is how long somebody waits to see what becomes of a letter.
const trialTime = 40 * time.Second

// test sends a letter to whoever is signed in, and shows the true error.
func (d *Delivery) test(v *admin.Visit) error {
	data, err := d.overview(v)
	if err != nil {
		return err
	}
	if wait := d.tests.Take(v.Who.ID, d.Now()); wait > 0 {
		return v.Again("telling", "Delivery", data, admin.Failure{Status: http.StatusTooManyRequests, Sentence: fmt.Sprintf("You have sent several letters to yourself. Wait %d seconds.", int(wait.Seconds())+1)})
	}
	to, err := contacts.ParseAddress(v.Account.Email.Reveal())
	if err != nil {
		return v.Again("telling", "Delivery", data, admin.Wrong("The address of your account takes no mail: %v.", err))
	}
	if err := v.Note("delivery.test", "account/"+v.Who.ID, nil); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(v.Context(), trialTime)
	defer cancel()
	if err := d.House.TestMail(ctx, to); err != nil {
		data.Trouble = explained(err)
		return v.Again("telling", "Delivery", data, admin.Wrong("The letter to you was not sent: see below why."))
	}
	if d.Letters != nil {
		return v.Go(path + "?told=kept")
	}
	return v.Go(path + "?told=tested")
}
