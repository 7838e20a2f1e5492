// Compares two OpenAPI descriptions with libopenapi, the engine of openapi-changes, as its own command line does,
// and prints how many changes there are and how many of them break.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/pb33f/libopenapi"
	"github.com/pb33f/libopenapi/datamodel"
)

func read(path string) (libopenapi.Document, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	configuration := datamodel.NewDocumentConfiguration()
	configuration.AllowFileReferences = true
	configuration.BasePath = filepath.Dir(path)
	configuration.SpecFilePath = path
	return libopenapi.NewDocumentWithConfiguration(text, configuration)
}

func run(base, revision string) error {
	left, err := read(base)
	if err != nil {
		return err
	}
	right, err := read(revision)
	if err != nil {
		return err
	}
	changes, err := libopenapi.CompareDocuments(left, right)
	if changes == nil {
		if err != nil {
			return err
		}
		fmt.Println(`{"changes": 0, "breaking": 0}`)
		return nil
	}
	fmt.Printf("{\"changes\": %d, \"breaking\": %d}\n", changes.TotalChanges(), changes.TotalBreakingChanges())
	return nil
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: libopenapi-peer BASE REVISION")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
