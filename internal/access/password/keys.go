package password

import "strings"

// rows are runs that fingers and children know, forwards and backwards: the
// rows and slanted columns of the usual keyboards, the alphabet, the digits.
var rows = []string{
	"qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn",
	"1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p", "qazwsxedcrfvtgbyhnujmikolp", "zaq1xsw2cde3vfr4bgt5nhy6mju7",
	"zaq12wsxcde34rfvbgt56yhnmju78ik", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "1a2b3c4d5e6f7g8h9i0j", "a1b2c3d4e5f6g7h8i9j0",
	"qawsedrftgyhujikolp", "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "147258369", "159357", "13579", "24680", "112233445566778899", "11223344556677889900",
	"!@#$%^&*()_+", "!\"$%&/()=?",
}

// inRow reports whether all characters are one repeated, or follow each other on
// a row in either direction.
func inRow(p []rune) bool {
	text := string(p)
	if strings.Count(text, string(p[0])) == len(p) {
		return true
	}
	back := reverse(text)
	for _, row := range rows {
		if strings.Contains(row, text) || strings.Contains(row, back) {
			return true
		}
	}
	return false
}

func reverse(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}
