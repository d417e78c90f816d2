package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// requests are what a store asks of DynamoDB. They are functions, and a store holds
// no *dynamodb.Client: html/template calls methods by name, so a program with
// templates keeps all methods of every type that an interface leads to.
type requests struct {
	GetItem            request[dynamodb.GetItemInput, dynamodb.GetItemOutput]
	BatchGetItem       request[dynamodb.BatchGetItemInput, dynamodb.BatchGetItemOutput]
	Query              request[dynamodb.QueryInput, dynamodb.QueryOutput]
	Scan               request[dynamodb.ScanInput, dynamodb.ScanOutput]
	PutItem            request[dynamodb.PutItemInput, dynamodb.PutItemOutput]
	DeleteItem         request[dynamodb.DeleteItemInput, dynamodb.DeleteItemOutput]
	BatchWriteItem     request[dynamodb.BatchWriteItemInput, dynamodb.BatchWriteItemOutput]
	TransactGetItems   request[dynamodb.TransactGetItemsInput, dynamodb.TransactGetItemsOutput]
	TransactWriteItems request[dynamodb.TransactWriteItemsInput, dynamodb.TransactWriteItemsOutput]
}

type request[In, Out any] func(context.Context, *In, ...func(*dynamodb.Options)) (*Out, error)

func requestsOf(c *dynamodb.Client) requests {
	return requests{
		GetItem: c.GetItem, BatchGetItem: c.BatchGetItem, Query: c.Query, Scan: c.Scan,
		PutItem: c.PutItem, DeleteItem: c.DeleteItem, BatchWriteItem: c.BatchWriteItem,
		TransactGetItems: c.TransactGetItems, TransactWriteItems: c.TransactWriteItems,
	}
}
