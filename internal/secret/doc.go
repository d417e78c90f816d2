// Package secret keeps the secrets that sources and channels name: sealed in
// the store under a key that stands beside it, or given by the environment.
// It hands values to verifiers only. It never shows one in an error, a list or
// a log, and knows nothing of what a secret is for.
package secret
