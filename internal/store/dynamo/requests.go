package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"tidings/internal/awsconf"
)

// requests are what a store asks of DynamoDB.
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

type request[In, Out any] = awsconf.Call[In, Out, dynamodb.Options]

func requestsOf(c *dynamodb.Client) requests {
	return requests{
		GetItem: c.GetItem, BatchGetItem: c.BatchGetItem, Query: c.Query, Scan: c.Scan,
		PutItem: c.PutItem, DeleteItem: c.DeleteItem, BatchWriteItem: c.BatchWriteItem,
		TransactGetItems: c.TransactGetItems, TransactWriteItems: c.TransactWriteItems,
	}
}
