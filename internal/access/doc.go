// Package access says who may do what: accounts of people with their roles,
// permissions and sessions, API tokens of programs, and the one place that
// decides (Can). Tokens, sessions and links are shown once and kept only as
// hashes, so that a copy of the store opens nothing. It must never know what is
// behind the doors that it guards, nor HTTP.
package access
