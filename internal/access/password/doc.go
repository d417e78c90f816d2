// Package password decides which passwords are good enough and keeps them as
// argon2id hashes, one computation at a time. It must never know whose a
// password is, and never shows one in an error.
package password
