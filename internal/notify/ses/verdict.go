package ses

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"tidings/internal/notify"
	"tidings/internal/notify/letter"
)

var (
	errLost    = errors.New("the answer did not come")
	errTooFast = errors.New("it says that messages come too fast")
)

// answered reports whether SES itself said what is wrong. An answer without a
// code is a machine's on the way to it.
func answered(err error) bool {
	coded, ok := errors.AsType[smithy.APIError](err)
	return ok && coded.ErrorCode() != "" && coded.ErrorCode() != "UnknownError"
}

// throttled reports whether a message came too fast; what is over the day's
// quota is not helped by waiting a little.
func throttled(err error) bool {
	coded, ok := errors.AsType[smithy.APIError](err)
	if !ok || overQuota(coded) {
		return false
	}
	switch coded.ErrorCode() {
	case "TooManyRequestsException", "Throttling", "ThrottlingException", "ServiceUnavailable", "ServiceUnavailableException":
		return true
	}
	return strings.Contains(coded.ErrorMessage(), "Maximum sending rate exceeded")
}

func overQuota(err smithy.APIError) bool {
	return strings.Contains(err.ErrorMessage(), "Daily message quota exceeded")
}

// verdict is what an error of sending means for the message, and for all
// others. The words of SES may hold addresses, so that only its codes go on.
func (c *Channel) verdict(err error, mail *letter.Letter) error {
	coded, ok := errors.AsType[smithy.APIError](err)
	switch {
	case errors.Is(err, errLost):
		return fmt.Errorf("%w: Amazon SES did not answer", notify.ErrUnsure)
	case !ok:
		return fmt.Errorf("Amazon SES: %w", reach(err))
	}
	said := notify.ServerError{Said: coded.ErrorCode() + ": " + coded.ErrorMessage()}
	t := troubleOf(coded)
	switch {
	case about(coded, mail):
		said.At, said.Err = "recipient", fmt.Errorf("%w: Amazon SES answered %s", notify.ErrRefused, coded.ErrorCode())
	case t.says != "":
		said.Err = c.close(t)
	case broken(err):
		said.Err = fmt.Errorf("%w: Amazon SES answered %s", notify.ErrFailed, coded.ErrorCode())
	default:
		said.Err = fmt.Errorf("Amazon SES answered %s", coded.ErrorCode())
	}
	if coded.ErrorCode() == "MessageRejected" && said.At == "" {
		said.At = "sender"
	}
	return said
}

// broken reports whether it is the service that failed at a request.
func broken(err error) bool {
	answer, ok := errors.AsType[*awshttp.ResponseError](err)
	return ok && answer.HTTPStatusCode() >= http.StatusInternalServerError
}

// about reports whether an error is about this message alone.
func about(err smithy.APIError, mail *letter.Letter) bool {
	text := strings.ToLower(err.ErrorMessage())
	switch err.ErrorCode() {
	case "MessageRejected":
		return !unverified(text, mail)
	case "BadRequestException":
		return strings.Contains(text, "address") || strings.Contains(text, "domain")
	}
	return false
}

// unverified reports whether it is our own address that SES does not let send:
// it names those that it does not know.
func unverified(text string, mail *letter.Letter) bool {
	_, domain, _ := strings.Cut(mail.From.Address, "@")
	for identity := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" ,:<>[]", r) }) {
		if identity = strings.TrimSuffix(identity, "."); strings.EqualFold(identity, mail.From.Address) || strings.EqualFold(identity, domain) {
			return true
		}
	}
	return false
}

// trouble keeps all mail from being sent until the account is looked at again.
type trouble struct {
	says string
	wait time.Duration
}

const (
	lookAgain = 5 * time.Minute
	nextQuota = 15 * time.Minute
)

func troubleOf(err smithy.APIError) trouble {
	if overQuota(err) {
		return trouble{"the account has sent all that it may in 24 hours", nextQuota}
	}
	says := map[string]string{
		"AccountSuspendedException":          "the account may not send any more: look at it in the SES console",
		"SendingPausedException":             "sending is paused, for the account or the configuration set: look at it in the SES console",
		"MailFromDomainNotVerifiedException": "the MAIL FROM domain is not verified: look at its MX record",
		"MessageRejected":                    "the address or domain that mail comes from is not verified in this region",
		"NotFoundException":                  "there is no such configuration set, or the address that mail comes from is not known in this region",
		"LimitExceededException":             "a limit of the account is reached",
		"AccessDeniedException":              "the credentials do not allow ses:SendEmail and ses:SendRawEmail for this address and configuration set",
		"UnrecognizedClientException":        "the credentials are not valid",
		"InvalidClientTokenId":               "the credentials are not valid",
		"SignatureDoesNotMatch":              "the secret access key is wrong",
		"InvalidSignatureException":          "the secret access key or this machine's clock is wrong",
		"ExpiredTokenException":              "the credentials have expired",
	}[err.ErrorCode()]
	return trouble{says, lookAgain}
}

// reach is why SES could not be reached, in a word that holds no address.
func reach(err error) error {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return fmt.Errorf("its name cannot be resolved: %w", dns)
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return fmt.Errorf("it cannot be reached: %w", op)
	}
	return err
}
