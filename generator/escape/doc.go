// Package escape writes any text into XML, JSON and iCalendar so that the
// result is always well formed, whatever bytes the text holds. It knows the
// three alphabets and nothing of what is written in them.
//
// Every function appends to b and returns the extended slice. Bytes that are
// not UTF-8 become U+FFFD. Runs that need no change are copied whole, because
// feeds escape megabytes in a full build.
package escape
