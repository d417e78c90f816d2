// Package tables opens the DynamoDB tables of a stack. It must never know what
// is kept in them.
package tables

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"tidings/internal/boot/cloud/world"
	"tidings/internal/store/dynamo"
)

// The environment variables that name the tables.
const (
	Page     = "TIDINGS_PAGE_TABLE"     // facts, deliveries, configuration
	Access   = "TIDINGS_ACCESS_TABLE"   // accounts, sessions, tokens
	Contacts = "TIDINGS_CONTACTS_TABLE" // who asked to be told
)

// Open opens the table that an environment variable names. Nothing is asked of it yet.
func Open(w world.World, variable string) (*dynamo.Store, error) {
	name, err := w.Need(variable)
	if err != nil {
		return nil, err
	}
	conf, err := w.Client("DYNAMODB")
	if err != nil {
		return nil, err
	}
	return dynamo.New(dynamodb.NewFromConfig(conf), name, w.Now), nil
}
