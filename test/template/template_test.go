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
Conditions:
  HasAddress: !Not [!Equals [!Ref Address, ""]]
Globals:
  Function: {MemorySize: 512, Timeout: 30}
Resources:
  Table: {Type: AWS::DynamoDB::Table}
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
      Events:
        Hook: {Type: HttpApi, Properties: {Method: POST, Path: "/hooks/{source}"}}
`

func read(t *testing.T, text string) *template.Template {
	t.Helper()
	file := filepath.Join(t.TempDir(), "template.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := template.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func setting(t *testing.T, text, address string) template.Setting {
	return template.Setting{Template: read(t, text), Given: map[string]string{"Address": address},
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
		if f.Door != "door" || f.Memory != 512 || f.Timeout != 5*time.Minute || len(f.Events) != 1 || f.Events[0].At("Path") != "/hooks/{source}" {
			t.Errorf("%+v", f)
		}
		if diff := cmp.Diff(want, f.Variables); diff != "" {
			t.Errorf("with the address %q (-want +got)\n%s", address, diff)
		}
	}
}

// What the reader does not know it refuses, rather than to make something else of it.
func TestWhatIsNotKnownIsRefused(t *testing.T) {
	for change, want := range map[string]string{
		"!Ref Rate|!Ref Speed":       "there is no Speed",
		"!Ref Rate|!Select [0, [1]]": "Fn::Select",
		"Type: HttpApi|Type: Kafka":  "Kafka",
		"[HasAddress,|[HasNone,":     "no condition",
		"Globals:|Nothing:":          "memory and time",
		"!Equals [|!Alike [":         "no condition",
	} {
		from, to, _ := strings.Cut(change, "|")
		_, err := setting(t, strings.Replace(small, from, to, 1), "").Functions()
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
