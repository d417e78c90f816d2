package doctor

import (
	"fmt"
	"time"
)

// service is what a finding about the mail service is about.
const service = "mail/ses"

// nearQuota is the share of a quota from which on an incident may use up the rest.
const nearQuota = 0.8

// longUninvited is how long a letter that asks somebody to confirm may take.
const longUninvited = time.Hour

// invitations are letters that nobody sends.
func invitations(p *Patient) []Finding {
	if p.Uninvited == 0 || p.At.Sub(p.UninvitedSince) < longUninvited {
		return nil
	}
	return []Finding{{"invitation-waits", "subscribers", p.UninvitedSince, fmt.Sprintf("%d letters that ask people to confirm their subscription are not sent", p.Uninvited),
		"is tidings serve running, and does its log say why mail does not leave? On AWS the log of notify does"}}
}

// mail is why letters would not reach their readers.
func mail(p *Patient) (found []Finding) {
	m := p.Mail
	if m == nil {
		return nil
	}
	say := func(kind, says, mend string) {
		found = append(found, Finding{kind, service, time.Time{}, "Amazon SES " + says, mend})
	}
	switch {
	case m.Trouble != "":
		say("mail-unknown", "does not say how the account stands: "+m.Trouble, "allow ses:GetAccount to whoever runs this, and look at the region and the keys")
	case m.Paused:
		say("mail-paused", "has paused sending: nobody gets mail", "the SES console says why, mostly bounces or complaints, and takes the request to go on")
	}
	if m.Sandbox {
		say("mail-sandbox", "has the account in its sandbox: only addresses that it has verified get mail", "ask for production access in the SES console")
	}
	if m.Quota > 0 && m.Sent >= nearQuota*m.Quota {
		say("mail-quota", fmt.Sprintf("lets the account send %.0f messages in 24 hours, and it has sent %.0f", m.Quota, m.Sent), "ask for a higher quota in the SES console")
	}
	return found
}
