// Command archive is a door of the program on AWS Lambda: see docs/aws.md.
package main

import (
	"os"

	"tidings/internal/boot/cloud/archive"
	"tidings/internal/boot/cloud/world"
)

func main() { os.Exit(world.Run(archive.Open)) }
