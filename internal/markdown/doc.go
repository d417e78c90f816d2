// Package markdown turns the Markdown of updates and pages into HTML that is
// safe to publish: raw HTML is shown as the text that it is, only links that
// lead somewhere harmless are links, and a picture becomes a link to itself, so
// that no reader's browser is sent to a third party.
//
// It must never know of incidents, of pages or of where the HTML goes.
package markdown
