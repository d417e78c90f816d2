package disk

import "golang.org/x/sys/unix"

// exchange has two files of a folder change names, in one step.
func exchange(dir int, a, b string) error {
	return unix.Renameat2(dir, a, dir, b, unix.RENAME_EXCHANGE)
}

// beginWriting has the system begin to write a file to the disk, without
// waiting for it. It need not succeed: the system does so by itself, later.
func beginWriting(fd int) { _ = unix.SyncFileRange(fd, 0, 0, unix.SYNC_FILE_RANGE_WRITE) }
