// Command bare is a function of Lambda that does nothing: what `make bench` holds
// the size and the start of the doors against.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"
)

func main() { lambda.Start(func(context.Context) error { return nil }) }
