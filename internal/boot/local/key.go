package local

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"tidings/internal/secret"
)

// sealedIn is the store of a folder in which everything is sealed under a key:
// it is made after the key, so there is never one without the other.
var sealedIn = map[string]string{stateKeyFile: pageFile, contactsKeyFile: contactsFile}

// sealingKey is the key that secrets and accounts are sealed with.
func sealingKey(data string) ([]byte, error) { return keyFile(data, stateKeyFile) }

// keyFile reads a key of a data folder, and makes one on the first start. Two
// processes that start at once end with the same key.
func keyFile(data, name string) ([]byte, error) {
	path := filepath.Join(data, name)
	if sealed := filepath.Join(data, sealedIn[name]); !exists(path) && exists(sealed) {
		return nil, fmt.Errorf("the key file %s is gone, and what %s holds can only be read with it: bring it back from a backup, or begin anew in another folder", path, sealed)
	}
	if err := makeKey(path); err != nil {
		return nil, fmt.Errorf("making the key file %s: %w", path, err)
	}
	key, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading the key file %s: %w", path, err)
	}
	if written := bytes.TrimSpace(key); len(written) == hex.EncodedLen(secret.KeyBytes) {
		key, err = hex.AppendDecode(nil, written) // as the parameters of a stack hold it
		if err != nil {
			return nil, fmt.Errorf("the key file %s is neither %d bytes nor as many in hexadecimal digits: bring it back from a backup", path, secret.KeyBytes)
		}
	}
	if len(key) != secret.KeyBytes {
		return nil, fmt.Errorf("the key file %s has %d bytes and not %d: bring it back from a backup", path, len(key), secret.KeyBytes)
	}
	return key, nil
}

// makeKey writes a whole key or nothing: the link fails when there is one.
func makeKey(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), "key-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	key := make([]byte, secret.KeyBytes)
	rand.Read(key)
	if _, err := tmp.Write(key); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := os.Link(tmp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
