// Package message holds every word that page, feed and mail say by themselves,
// by language. A language is one file under words/: texts with placeholders and
// plural forms, names of months and days, and how dates and numbers are written.
//
// A new language is a file of its own with all that en.json has; the tests say
// what it lacks. One whose plural rule is new adds that to plural.go.
//
// Digits are 0 to 9 in every language, Arabic too. Readers of Arabic know both
// kinds and much of the Arabic world writes these; and a time, a version or an
// address then reads the same in our words, in the operator's text beside them
// and in the log that somebody searches for it. Names of time zones stay as they
// are for the same reason.
//
// Arabic texts set names apart by the characters U+2068 and U+2069, and a
// percentage or a time with its zone by U+2066 and U+2069, so that Latin letters
// and signs do not upset the order of what stands around them. Titles, feeds and
// mail have no markup that could do so.
//
// It must never know of incidents, of HTML or of who reads the words.
package message
