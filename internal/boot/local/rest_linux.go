package local

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// leaveProgram has the system forget which pages of the program's own file this
// process has used. Most were needed for the start alone; one that is needed again
// comes back from the system's cache.
func leaveProgram() error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	maps, err := os.Open("/proc/self/maps")
	if err != nil {
		return err
	}
	defer maps.Close()
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		if err := leave(lines.Text(), program); err != nil {
			return err
		}
	}
	return nil
}

// leave does so for one line of /proc/self/maps, if it is of the program's file and
// nothing is ever written there.
func leave(line, program string) error {
	var from, to uintptr
	var access, offset, device, inode, file string
	n, _ := fmt.Sscanf(line, "%x-%x %s %s %s %s %s", &from, &to, &access, &offset, &device, &inode, &file)
	if n < 7 || file != program || strings.Contains(access, "w") {
		return nil
	}
	if _, _, errno := unix.Syscall(unix.SYS_MADVISE, from, to-from, unix.MADV_DONTNEED); errno != 0 {
		return fmt.Errorf("leaving pages of the program: %w", errno)
	}
	return nil
}
