// Package message holds every word that page, feed and mail say by themselves,
// by language. A language is one file under words/: texts with placeholders and
// plural forms, names of months and days, and how dates are written.
//
// It must never know of incidents, of HTML or of who reads the words.
package message
