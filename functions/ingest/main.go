// Command ingest is a door of the program on AWS Lambda: see docs/aws.md.
package main

import (
	"os"

	"tidings/internal/boot/cloud/ingest"
	"tidings/internal/boot/cloud/world"
)

func main() { os.Exit(world.Run(ingest.Open)) }
