// Package web is what Tidings answers over HTTP: the door for webhooks, the
// published site, readiness and metrics. It turns requests into calls and
// answers into status codes; it holds no rule about incidents, and knows
// neither a database nor Lambda.
package web
