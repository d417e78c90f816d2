package iam

import (
	"maps"
	"slices"
)

// ofTables is what requests of DynamoDB say about which tables and items they concern.
type ofTables struct {
	TableName, IndexName string
	Key, Item            attributes
	TransactItems        []map[string]ofItem
	query
}

// ofItem is a part of a transaction.
type ofItem struct {
	TableName string
	Key, Item attributes
}

// ofOne are the operations of one item, which are actions of the same name.
var ofOne = []string{"GetItem", "PutItem", "UpdateItem", "DeleteItem"}

// ofNone are those that name no key: they are of whatever a table holds.
var ofNone = []string{"Scan", "DescribeTable"}

// within are the actions that the parts of a transaction are: transactions have none
// of their own.
var within = map[string]string{"Get": "GetItem", "Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}

func (a Account) tables(r Request) ([]Need, error) {
	var in ofTables
	name, err := r.operation(&in)
	switch {
	case err != nil:
		return nil, err
	case slices.Contains(ofNone, name):
		return a.onTable(r, name, in.TableName, in.IndexName, nil), nil
	case slices.Contains(ofOne, name):
		return a.onItems(r, []touched{{name, ofItem{in.TableName, in.Key, in.Item}}})
	case name == "Query":
		return a.inQuery(r, in)
	case name == "BatchGetItem" || name == "BatchWriteItem":
		return a.inBatch(r, name)
	case name == "TransactWriteItems" || name == "TransactGetItems":
		return a.inTransaction(r, in)
	}
	return nil, r.unknown()
}

func (a Account) inTransaction(r Request, in ofTables) ([]Need, error) {
	var all []touched
	for _, item := range in.TransactItems {
		for kind, of := range item {
			if within[kind] == "" {
				return nil, r.unknown()
			}
			all = append(all, touched{within[kind], of})
		}
	}
	return a.onItems(r, all)
}

func (a Account) inBatch(r Request, name string) ([]Need, error) {
	var in struct {
		RequestItems map[string]batch
	}
	if _, err := r.operation(&in); err != nil {
		return nil, err
	}
	var all []touched
	for table, of := range in.RequestItems {
		for _, item := range of.items {
			item.TableName = table
			all = append(all, touched{name, item})
		}
	}
	return a.onItems(r, all)
}

// touched is an item, and the action on it.
type touched struct {
	action string
	item   ofItem
}

// onItems are the actions of a request, each with all the keys that it is to do it
// on. AWS may ask of the parts of a transaction one by one: what is allowed of all
// together is so too.
func (a Account) onItems(r Request, items []touched) (all []Need, err error) {
	type on struct{ action, table string }
	keys := map[on][]string{}
	for _, t := range items {
		key, err := a.leading(r, t.item)
		if err != nil {
			return nil, err
		}
		of := on{t.action, t.item.TableName}
		keys[of] = append(keys[of], key)
	}
	for of := range maps.Keys(keys) {
		all = append(all, a.onTable(r, of.action, of.table, "", keys[of])...)
	}
	return all, nil
}

// onTable is an action on a table. Where it is encrypted by a customer's key,
// DynamoDB decrypts the table's own key in the name of whoever asks.
func (a Account) onTable(r Request, action, table, index string, keys []string) []Need {
	resource := "table/" + table
	if index != "" {
		resource += "/index/" + index
	}
	all := []Need{{Action: "dynamodb:" + action, Resource: a.arn(r, "dynamodb", resource), Context: Context{LeadingKeys: keys}}}
	if key := a.Key(table); key != "" && action != "DescribeTable" {
		all = append(all, Need{Action: "kms:Decrypt", Resource: key, Context: Context{"kms:ViaService": {"dynamodb." + r.Region + ".amazonaws.com"}}})
	}
	return all
}
