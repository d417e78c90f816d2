package iam

import "slices"

// ofTables is what requests of DynamoDB say about which tables they concern.
type ofTables struct {
	TableName, IndexName string
	RequestItems         map[string]any
	TransactItems        []map[string]struct{ TableName string }
}

// plain are the operations of one table that are actions of the same name.
var plain = []string{"GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "DescribeTable"}

// within are the actions that the parts of a transaction are: transactions have none
// of their own.
var within = map[string]string{"Get": "GetItem", "Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}

func (a Account) tables(r Request) (all []Need, err error) {
	var in ofTables
	name, err := r.operation(&in)
	switch {
	case err != nil:
		return nil, err
	case slices.Contains(plain, name):
		return a.onTable(r, name, in.TableName, in.IndexName), nil
	case name == "BatchGetItem" || name == "BatchWriteItem":
		for table := range in.RequestItems {
			all = append(all, a.onTable(r, name, table, "")...)
		}
		return all, nil
	case name == "TransactWriteItems" || name == "TransactGetItems":
		return a.inTransaction(r, in)
	}
	return nil, r.unknown()
}

func (a Account) inTransaction(r Request, in ofTables) (all []Need, err error) {
	for _, item := range in.TransactItems {
		for kind, of := range item {
			if within[kind] == "" {
				return nil, r.unknown()
			}
			all = append(all, a.onTable(r, within[kind], of.TableName, "")...)
		}
	}
	return all, nil
}

// onTable is an action on a table. Where it is encrypted by a customer's key,
// DynamoDB decrypts the table's own key in the name of whoever asks.
func (a Account) onTable(r Request, action, table, index string) []Need {
	resource := "table/" + table
	if index != "" {
		resource += "/index/" + index
	}
	all := []Need{{Action: "dynamodb:" + action, Resource: a.arn(r, "dynamodb", resource)}}
	if key := a.Key(table); key != "" && action != "DescribeTable" {
		all = append(all, Need{Action: "kms:Decrypt", Resource: key, Context: map[string]string{"kms:ViaService": "dynamodb." + r.Region + ".amazonaws.com"}})
	}
	return all
}
