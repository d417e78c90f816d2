package disk

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"runtime"
	"sync"
)

const mostFolders = 256 // kept open at a time

// folders keeps the folders that one publish writes to open, so that a file
// costs no walk along its path and no folder is made twice.
type folders struct {
	root *os.Root
	mu   sync.Mutex
	open map[string]*os.File

	displaced displaced
}

// in runs do with a handle of a folder. A folder that went away since it was
// opened is made once more.
func (f *folders) in(dir string, make bool, do func(fd int) error) error {
	file, kept, err := f.get(dir, make)
	if err != nil {
		return err
	}
	err = use(file, kept, do)
	if !kept || !errors.Is(err, fs.ErrNotExist) || !make {
		return err
	}
	f.forget(dir, file)
	file, kept, err = f.get(dir, make)
	if err != nil {
		return err
	}
	return use(file, kept, do)
}

func use(file *os.File, kept bool, do func(fd int) error) error {
	if !kept {
		defer file.Close()
	}
	defer runtime.KeepAlive(file)
	return do(int(file.Fd()))
}

func (f *folders) get(dir string, make bool) (file *os.File, kept bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if file := f.open[dir]; file != nil {
		return file, true, nil
	}
	if make {
		if err := f.root.MkdirAll(dir, 0o755); err != nil {
			return nil, false, err
		}
	}
	file, err = f.root.Open(dir)
	if err != nil || len(f.open) >= mostFolders {
		return file, false, err
	}
	if f.open == nil {
		f.open = map[string]*os.File{}
	}
	f.open[dir] = file
	return file, true, nil
}

// forget gives up a handle, which other goroutines may still be using: the
// runtime closes it when nobody does.
func (f *folders) forget(dir string, file *os.File) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open[dir] == file {
		delete(f.open, dir)
	}
}

// prune removes a folder and those around it as far as they are empty.
func (f *folders) prune(dir string) {
	for ; dir != "."; dir = path.Dir(dir) {
		if f.root.Remove(dir) != nil {
			return
		}
	}
}

func (f *folders) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, file := range f.open {
		file.Close()
	}
	f.open = nil
}
