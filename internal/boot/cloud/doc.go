// Package cloud holds, one package a door, how the program is put together for
// AWS Lambda: environment variables to clients of the services, and events to use cases. Its children
// are the only place beside boot/local that names a vendor, and hold no rule. A
// door imports only the parts that it opens: what it links is what it takes
// to start.
//
// docs/aws.md lists the doors with all that each needs.
package cloud
