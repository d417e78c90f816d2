package message

// Mail is what becomes of the letters that people are told by.
type Mail int

// What can become of them.
const (
	MailSent  Mail = iota // a service takes them to anybody
	MailFiled             // they are kept as files for whoever runs the program, and sent to nobody
	MailOff               // none goes out: nobody can ask for any
)

// Notice is the key of the words that say so beside a form, or in its place; empty
// where letters are sent.
func (m Mail) Notice() string { return [...]string{"", "subscribe.filed", "subscribe.off"}[m] }

// Answer is the key of the words that answer a wish for mail.
func (m Mail) Answer() string {
	return [...]string{"subscription.asked", "subscription.filed", "subscription.off"}[m]
}
