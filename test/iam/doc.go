// Package iam decides for tests what AWS would: which actions on which resources a
// request to a service needs, whether the statements of a policy allow them, and
// what is answered where they do not. It knows the operations, policies and
// condition keys that the stack uses; what it does not know is an error, never a guess.
//
// It must never know which doors there are, nor what they need.
package iam
