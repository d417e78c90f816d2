// Package gitrepo opens the Git repository that content lives in: on a host,
// reached over HTTPS or SSH, or in a folder of this machine. It gives the newest
// commit of a branch as a tree of files, says what two commits differ in and
// whether one came of the other, and puts commits onto the branch.
//
// Of a repository on a host only what the newest commit holds is fetched, into
// memory, without history and without a work tree. It must never know what the
// files mean, nor write a secret into an error.
package gitrepo
