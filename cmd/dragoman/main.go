// Command dragoman is a gateway that speaks the Enswitch JSON API and the Vodia PBX REST API over one store.
package main

import (
	"context"
	"os"
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
