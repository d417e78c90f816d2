// Package backup writes the whole state of a program into one file and reads it
// back. It must never know what is in it: it sees stores by name, their records,
// and keys.
//
// The file is encrypted as a whole, by age (https://age-encryption.org/v1), for
// it holds contacts, accounts and the keys they are sealed under. Inside is a
// gzip stream of JSON lines:
//
//	{"format":"tidings backup","version":1,"made":TIME,"program":VERSION}
//	{"key":NAME,"value":BASE64}                                  every key
//	{"store":NAME}                                               begins a store
//	{"part":P,"sort":S,"value":BASE64,"expires":TIME}            its items
//	{"change":BASE64,"at":CURSOR}                                its changes
//	{"end":true,"records":N}                                     the last line
package backup
