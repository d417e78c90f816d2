package secret

import (
	"fmt"
	"io"
)

// close seals a value under its name.
func (k *Keeper) close(name, value string) ([]byte, error) {
	switch {
	case !nameShape.MatchString(name):
		return nil, fmt.Errorf("%q is no name for a secret: use a to z, 0 to 9 and -, at most 63", name)
	case value == "":
		return nil, fmt.Errorf("the secret %q would be empty: give its value on standard input", name)
	case len(value) > MaxBytes:
		return nil, fmt.Errorf("the secret %q is longer than %d bytes", name, MaxBytes)
	}
	nonce := make([]byte, k.seal.NonceSize(), k.seal.NonceSize()+len(value)+k.seal.Overhead())
	if _, err := io.ReadFull(k.random, nonce); err != nil {
		return nil, fmt.Errorf("reading randomness to seal a secret: %w", err)
	}
	return k.seal.Seal(nonce, nonce, []byte(value), []byte(name)), nil
}

func (k *Keeper) openAll(name string, sealed [][]byte) ([]string, error) {
	values := make([]string, 0, len(sealed))
	for _, s := range sealed {
		v, err := k.open(name, s)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
	}
	return values, nil
}

func (k *Keeper) open(name string, sealed []byte) (string, error) {
	n := k.seal.NonceSize()
	if len(sealed) < n {
		return "", fmt.Errorf("the stored secret %q is damaged: set it again", name)
	}
	value, err := k.seal.Open(nil, sealed[:n], sealed[n:], []byte(name))
	if err != nil {
		return "", fmt.Errorf("the stored secret %q was sealed with another key: bring back the key file, or set the secret again", name)
	}
	return string(value), nil
}
