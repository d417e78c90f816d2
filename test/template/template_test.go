package template_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/test/template"
)

const small = `
Parameters:
  Rate: {Type: Number, Default: 5}
  Address: {Type: String}
  Sources: {Type: CommaDelimitedList, Default: "one, two"}
Conditions:
  HasAddress: !Not [!Equals [!Ref Address, ""]]
  HasSources: !And [!Condition HasAddress, !Equals [!Join ["+", !Ref Sources], one+two]]
Globals:
  Function: {MemorySize: 512, Timeout: 30}
Resources:
  Table: {Type: AWS::DynamoDB::Table}
  Role: {Type: AWS::IAM::Role}
  Log: {Type: AWS::Logs::LogGroup}
  Late: {Type: AWS::SQS::Queue}
  Rule:
    Type: AWS::Events::Rule
    Condition: HasAddress
    Properties:
      EventPattern: {source: !Ref Sources}
      Targets: [{Id: door, Arn: !GetAtt Door.Arn}]
  RuleMayInvoke:
    Type: AWS::Lambda::Permission
    Condition: HasSources
    Properties: {FunctionName: !GetAtt Door.Arn, Action: lambda:InvokeFunction, Principal: events.amazonaws.com, SourceArn: !GetAtt Rule.Arn}
  Heard:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: "arn:aws:sns:eu-west-1:1:probes", Protocol: lambda, Endpoint: !GetAtt Door.Arn}
  TopicMayInvoke:
    Type: AWS::Lambda::Permission
    Properties: {FunctionName: !GetAtt Door.Arn, Action: lambda:InvokeFunction, Principal: sns.amazonaws.com, SourceAccount: "1", SourceArn: "arn:aws:sns:eu-west-1:1:*"}
  Door:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: dist/door/
      Timeout: 300
      Environment:
        Variables:
          TABLE: !Ref Table
          WHERE: !Sub "${Address}/${Table.Arn}"
          OWN: !Sub ["${Table} ${Mine}", {Mine: !If [HasAddress, !Ref Address, nobody]}]
          MAYBE: !If [HasAddress, !Ref Address, none]
          GONE: !If [HasAddress, !Ref AWS::NoValue, there]
          RATE: !Ref Rate
      Role: !GetAtt Role.Arn
      LoggingConfig: {LogGroup: !Ref Log}
      EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Late.Arn}}}
      Events:
        Hook: {Type: HttpApi, Properties: {Method: POST, Path: "/hooks/{source}"}}
`

func read(t *testing.T, text string) (*template.Template, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return template.Read(file)
}

// refused is why a template cannot be made.
func refused(t *testing.T, text string) error {
	t.Helper()
	if _, err := read(t, text); err != nil {
		return err
	}
	_, err := setting(t, text, "here").Functions()
	return err
}

func setting(t *testing.T, text, address string) template.Setting {
	t.Helper()
	all, err := read(t, text)
	if err != nil {
		t.Fatal(err)
	}
	return template.Setting{Template: all, Given: map[string]string{"Address": address},
		Refer: func(name, attribute string) (string, error) { return name + "!" + attribute, nil }}
}

func TestAFunctionIsMadeAsTheTransformDoes(t *testing.T) {
	for address, want := range map[string]map[string]string{
		"here": {"TABLE": "Table!", "WHERE": "here/Table!Arn", "OWN": "Table! here", "MAYBE": "here", "RATE": "5"},
		"":     {"TABLE": "Table!", "WHERE": "/Table!Arn", "OWN": "Table! nobody", "MAYBE": "none", "GONE": "there", "RATE": "5"},
	} {
		all, err := setting(t, small, address).Functions()
		if err != nil || len(all) != 1 {
			t.Fatalf("%v, %v", all, err)
		}
		f := all[0]
		if f.Role != "Role!Arn" || f.Log != "Log!" || f.Late != "Late!Arn" {
			t.Errorf("%+v", f)
		}
		if f.Door != "door" || f.Memory != 512 || f.Timeout != 5*time.Minute || len(f.Events) < 1 || f.Events[0].At("Path") != "/hooks/{source}" {
			t.Errorf("%+v", f)
		}
		if diff := cmp.Diff(want, f.Variables); diff != "" {
			t.Errorf("with the address %q (-want +got)\n%s", address, diff)
		}
	}
}

// A rule and a subscription that stand apart wake the function that they lead to,
// where their conditions hold and a permission lets them in.
func TestWhatStandsApartWakesAFunction(t *testing.T) {
	for address, want := range map[string][]string{"here": {"HttpApi /hooks/{source}", "EventBridgeRule [one two]", "SNS arn:aws:sns:eu-west-1:1:probes"},
		"": {"HttpApi /hooks/{source}", "SNS arn:aws:sns:eu-west-1:1:probes"}} {
		all, err := setting(t, small, address).Functions()
		if err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, e := range all[0].Events {
			got = append(got, e.Type+" "+template.Text(e.At("Path"))+template.Text(e.At("Topic"))+template.Text(e.At("Pattern", "source")))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("with the address %q (-want +got)\n%s", address, diff)
		}
	}
}

// What the reader does not know it refuses, rather than to make something else of it.
func TestWhatIsNotKnownIsRefused(t *testing.T) {
	for change, want := range map[string]string{
		"!Ref Rate|!Ref Speed":                                   "there is no Speed",
		"!Ref Rate|!Select [0, [1]]":                             "Fn::Select",
		"Type: HttpApi|Type: Kafka":                              "Kafka",
		"[HasAddress,|[HasNone,":                                 "no condition",
		"{MemorySize: 512, Timeout: 30}|{Timeout: 30}":           "memory and time",
		"!Equals [|!Alike [":                                     "no condition",
		"Parameters:|Mappings: {}\nParameters:":                  "Mappings is not known",
		"SourceAccount: \"1\"|SourceAccount: \"2\"":              "Heard: no permission lets it invoke Door",
		"!Join [\"+\"|!Join [\"-\"":                              "Rule: no permission lets it invoke Door",
		"Door.Arn, Action|Table.Arn, Action":                     "Rule: no permission lets it invoke Door",
		"Endpoint: !GetAtt Door.Arn|Endpoint: !GetAtt Table.Arn": "Heard: it leads to Table!Arn, which is no function",
		"Protocol: lambda|Protocol: email":                       "Heard: subscriptions by email",
		"Id: door,|Id: door, Input: x,":                          "Rule: Input is not known",
		"Condition: HasAddress|Condition: HasNone":               "Rule: ",
		"Condition: HasAddress|DependsOn: Table":                 "Rule: DependsOn is not known",
		"CommaDelimitedList|List<Number>":                        "List<Number>",
	} {
		from, to, _ := strings.Cut(change, "|")
		err := refused(t, strings.Replace(small, from, to, 1))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", change, err)
		}
	}
	if _, err := template.Read("nowhere.yaml"); err == nil {
		t.Error("a file that is not there is read")
	}
	missing := setting(t, small, "")
	missing.Given = nil
	if _, err := missing.Functions(); err == nil || !strings.Contains(err.Error(), "Address is not given") {
		t.Errorf("a parameter without a value: %v", err)
	}
}
