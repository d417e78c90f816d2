package secret

import (
	"fmt"

	"tidings/internal/ident"
)

// close seals a value under its name.
func (k *Keeper) close(name, value string) ([]byte, error) {
	switch {
	case !ident.Valid(name):
		return nil, fmt.Errorf("%q is no name for a secret: use a to z, 0 to 9 and -, at most 63", name)
	case value == "":
		return nil, fmt.Errorf("the secret %q would be empty: give its value on standard input", name)
	case len(value) > MaxBytes:
		return nil, fmt.Errorf("the secret %q is longer than %d bytes", name, MaxBytes)
	}
	return k.box.Seal(name, []byte(value))
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
	value, err := k.box.Open(name, sealed)
	if err != nil {
		return "", fmt.Errorf("the stored secret %q is damaged or was sealed with another key: bring back the key file, or set the secret again", name)
	}
	return string(value), nil
}
