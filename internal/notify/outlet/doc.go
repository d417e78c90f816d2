// Package outlet takes news to places instead of people: webhooks and chats
// that the operator names in channels/*.yaml. Each follows the news on its own,
// in order and at least once, with a name for each message by which the other
// side knows a repetition. One that fails is tried again, later and later, and
// keeps nobody else waiting; what could not be delivered within a day is left
// out, and a channel that failed for five days is switched off until its file
// changes.
//
// It must never know where news comes from.
package outlet
