package dynamo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// madeWithin bounds the wait for a table that is being made.
const madeWithin = 5 * time.Minute

// Exists reports whether there is a table of that name.
func Exists(ctx context.Context, client *dynamodb.Client, table string) (bool, error) {
	_, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table})
	var missing *types.ResourceNotFoundException
	if errors.As(err, &missing) {
		return false, nil
	}
	if err != nil {
		return false, fault(ctx, "looking for", err)
	}
	return true, nil
}

// Make makes a table as a Store needs it and template.yaml makes it, unless it is
// there, and returns when it can be used: protected from deletion, and kept so
// that it can be brought back as it was at any second of the last 35 days.
func Make(ctx context.Context, client *dynamodb.Client, table string) error {
	_, err := client.CreateTable(ctx, &dynamodb.CreateTableInput{
		TableName: &table, BillingMode: types.BillingModePayPerRequest, DeletionProtectionEnabled: aws.Bool(true),
		AttributeDefinitions: []types.AttributeDefinition{
			{AttributeName: aws.String(attrPart), AttributeType: types.ScalarAttributeTypeS},
			{AttributeName: aws.String(attrSort), AttributeType: types.ScalarAttributeTypeS},
		},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String(attrPart), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String(attrSort), KeyType: types.KeyTypeRange},
		},
	})
	var there *types.ResourceInUseException
	if err != nil && !errors.As(err, &there) {
		return fault(ctx, "making", err)
	}
	waiter := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) { o.MinDelay = time.Second })
	if err := waiter.Wait(ctx, &dynamodb.DescribeTableInput{TableName: &table}, madeWithin); err != nil {
		return fault(ctx, "waiting for", err)
	}
	return keepSafe(ctx, client, table)
}

// keepSafe turns on what a table cannot be made with.
func keepSafe(ctx context.Context, client *dynamodb.Client, table string) error {
	state, err := client.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &table})
	if err != nil {
		return fault(ctx, "looking at", err)
	}
	if state.TimeToLiveDescription == nil || state.TimeToLiveDescription.TimeToLiveStatus == types.TimeToLiveStatusDisabled {
		_, err = client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
			TableName: &table, TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String(attrExpires), Enabled: aws.Bool(true)}})
		if err != nil {
			return fault(ctx, "setting the time to live of", err)
		}
	}
	_, err = client.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{
		TableName: &table, PointInTimeRecoverySpecification: &types.PointInTimeRecoverySpecification{PointInTimeRecoveryEnabled: aws.Bool(true)}})
	if err != nil {
		return fmt.Errorf("turning on recovery of %s: %w", table, fault(ctx, "keeping", err))
	}
	return nil
}
