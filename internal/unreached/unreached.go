// Package unreached says why an address on a network could not be used. It must
// never know what was wanted there.
package unreached

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"syscall"
)

// Why is why an address could not be used, in words for whoever gave it:
// without the steps on the way and the machine's own name servers, which
// package net names too.
func Why(err error) error {
	if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
		return errors.New("no answer in time")
	}
	if name, ok := errors.AsType[*net.DNSError](err); ok {
		return fmt.Errorf("the name %s cannot be resolved", name.Name)
	}
	if code, ok := errors.AsType[syscall.Errno](err); ok {
		return code
	}
	if form, ok := errors.AsType[*net.AddrError](err); ok {
		return errors.New(form.Err)
	}
	if step, ok := errors.AsType[*url.Error](err); ok {
		return step.Err
	}
	return err
}
