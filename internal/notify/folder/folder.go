// Package folder is the channel of a machine without a mail service: each
// message becomes a file that any mail program opens.
package folder

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tidings/internal/notify"
	"tidings/internal/notify/eml"
	"tidings/internal/notify/letter"
)

// Channel is a notify.Channel that writes DIR/TIME-ID.eml, for its owner alone.
type Channel struct {
	Dir string
	Now func() time.Time
}

// Send implements notify.Channel.
func (c *Channel) Send(_ context.Context, l notify.Letter) error {
	mail := l.(*letter.Letter)
	now := c.Now()
	body, err := eml.Bytes(mail, now)
	if err != nil {
		return fmt.Errorf("%w: %w", notify.ErrRefused, err)
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return fmt.Errorf("making the folder for mail: %w", err)
	}
	path := filepath.Join(c.Dir, now.UTC().Format("20060102T150405.000Z")+"-"+mail.Key+".eml")
	tmp := path + ".part"
	if err := os.WriteFile(tmp, body, 0o600); err != nil {
		return fmt.Errorf("writing a message: %w", err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("writing a message: %w", err)
	}
	return nil
}
