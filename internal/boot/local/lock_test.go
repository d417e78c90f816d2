package local

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

func TestOneProcessHoldsADataFolder(t *testing.T) {
	dir := t.TempDir()
	first, err := lock(dir)
	if err != nil {
		t.Fatal(err)
	}
	var inUse *InUseError
	if _, err := lock(dir); !errors.As(err, &inUse) || inUse.PID != strconv.Itoa(os.Getpid()) {
		t.Fatalf("the second lock gave %v", err)
	}
	first.Close()
	again, err := lock(dir)
	if err != nil {
		t.Fatalf("the lock stays after its holder has gone: %v", err)
	}
	again.Close()
}

func TestKeyIsMadeOnceAndForItsOwnerAlone(t *testing.T) {
	dir := t.TempDir()
	first, err := sealingKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	second, err := sealingKey(dir)
	if err != nil || string(first) != string(second) {
		t.Errorf("the key changed: %v", err)
	}
	info, err := os.Stat(filepath.Join(dir, "key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	left, _ := filepath.Glob(filepath.Join(dir, "key-*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestDamagedKeyIsRefused(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "key"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sealingKey(dir); err == nil {
		t.Error("a key of five bytes was taken")
	}
}
