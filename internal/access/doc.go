// Package access says who may do what: API tokens, by role. A token is shown
// once and kept only as a hash, so that a copy of the store opens nothing. It
// must never know what the roles are used for.
package access
