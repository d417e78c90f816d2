package rehearsal

// needless are the rights that no scenario uses, each with why it is there.
func needless() map[string]string {
	all := map[string]string{}
	for _, function := range []string{"Admin", "Api", "Export", "Feedback", "Notify", "Subscribe"} {
		all[function+": kms:DescribeKey on arn:aws:kms:us-east-1:"+account+":key/STACK-ContactsKey"] = "DynamoDB may ask for a customer's key in the name of who reads; no stand-in does"
	}
	for _, function := range []string{"Archive", "Content"} {
		all[function+": dynamodb:BatchGetItem on arn:aws:dynamodb:us-east-1:"+account+":table/STACK-PageTable"] = "what an edit changes at once may be too large for one transaction, and is read in batches then"
	}
	return all
}
