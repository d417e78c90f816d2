// Package proof compares what somebody has shown with what only its owner knows. All
// of the project's secrets, signatures and hashes of links are compared here, so that
// no other way is chosen by mistake. It must never know what a secret opens.
package proof

import (
	"crypto/sha256"
	"crypto/subtle"
)

// Same reports whether what was shown is the secret, in a time that tells nothing of
// either, its length included. Two empty texts are the same: whoever may have no secret
// at all checks that first.
func Same(shown, secret string) bool {
	x, y := sha256.Sum256([]byte(shown)), sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}
