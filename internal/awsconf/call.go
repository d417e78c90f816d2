package awsconf

import "context"

// Call is one operation of a client, for adapters to hold in the client's place:
// html/template calls methods by name, so a program with templates keeps all
// methods of every type that an interface leads to, and a client has a hundred.
type Call[In, Out, Options any] func(context.Context, *In, ...func(*Options)) (*Out, error)
