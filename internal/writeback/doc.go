// Package writeback takes what people and programs did elsewhere back into the
// content repository, as the files that a person would have written: one commit
// a change, in the name of who made it, with the id of the change as a trailer
//
//	Tidings-Change: 06h096amj3gs2nqlcn7i117q6s
//
// A change is a patch: what was before and what is after, both written as files
// and merged into the file as it is now (repo.Merge). So it goes onto whatever
// others have pushed meanwhile, and doing it twice changes nothing. What a
// content file said first does not come here. It must never know what the page
// looks like.
package writeback
