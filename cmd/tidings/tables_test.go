package main

import (
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tidings/test/aws"
)

// startTables starts a stand-in for DynamoDB, and tells this process, and so all
// programs that it starts, where it is. It returns a name for tables.
func startTables(t *testing.T) string {
	t.Helper()
	server, err := aws.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	door, err := server.Door()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(door.Close)
	for _, variable := range aws.Environment(door) {
		name, value, _ := strings.Cut(variable, "=")
		t.Setenv(name, value)
	}
	return "dynamodb://" + strings.ToLower(rand.Text()[:8])
}

// runProgram runs the real program, in the environment of this process.
func runProgram(dir string, args ...string) (said string, err error) {
	cmd := exec.Command("tidings", args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func launched(t *testing.T, dir string, args ...string) string {
	t.Helper()
	said, err := runProgram(dir, args...)
	if err != nil {
		t.Fatalf("tidings %s: %v\n%s", strings.Join(args, " "), err, said)
	}
	return said
}

// The main promise holds with the state in tables; what was accepted outlives a
// kill, and every command finds the tables by the data folder alone.
func TestStateInTables(t *testing.T) {
	dir, tables := newSite(t), startTables(t)
	s := serve(t, dir, "--store", tables)
	s.send(t, firing("api-latency", "api"))
	s.eventually(t, "/api/v2/summary.json", contains(`"status":"major_outage"`))
	s.eventually(t, "/", contains("API is down"))
	s.kill()

	s = serve(t, dir)
	s.eventually(t, "/status.txt", contains("Major outage"))
	if said := launched(t, dir, "explain", "api"); !strings.Contains(said, "api is major_outage") {
		t.Errorf("explain says\n%s", said)
	}
	if said := launched(t, dir, "hooks", "list"); !strings.Contains(said, "monitor") {
		t.Errorf("hooks list says\n%s", said)
	}
	s.send(t, cleared("api-latency", "api"))
	s.eventually(t, "/api/v2/summary.json", lacks("major_outage"))
	if _, err := os.Stat(filepath.Join(dir, "data", "tidings.db")); err == nil {
		t.Error("a file was made as well")
	}
}

// Two programs on the same tables show the same page, each on its own machine.
func TestTwoMachinesOnTheSameTables(t *testing.T) {
	dir, tables := newSite(t), startTables(t)
	one := serve(t, dir, "--store", tables)
	second := filepath.Join(dir, "second")
	if err := os.Mkdir(second, 0o700); err != nil {
		t.Fatal(err)
	}
	if said := refusedToServe(t, dir, "--data", second, "--store", tables); !strings.Contains(said, "bring the file") {
		t.Errorf("without the keys it says\n%s", said)
	}
	for _, name := range []string{"key", "contacts.key"} {
		key, err := os.ReadFile(filepath.Join(dir, "data", name))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(second, name), string(key))
	}
	two := serve(t, dir, "--data", second, "--store", tables)
	one.send(t, firing("api-latency", "api"))
	two.eventually(t, "/", contains("API is down"))
	two.send(t, cleared("api-latency", "api"))
	one.eventually(t, "/api/v2/summary.json", lacks("major_outage"))
}

// State moves from files to tables and back by export and restore, and the site
// of all three is the same.
func TestStateMovesBetweenFilesAndTables(t *testing.T) {
	dir, tables := newSite(t), startTables(t)
	s := serve(t, dir)
	s.send(t, firing("api-latency", "api"))
	s.eventually(t, "/", contains("API is down"))
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if said := refusedToServe(t, dir, "--store", tables); !strings.Contains(said, "keeps its state in files") {
		t.Errorf("it says\n%s", said)
	}
	launched(t, dir, "export", "one.tidings")
	launched(t, dir, "restore", "one.tidings", "--data", "in-tables", "--store", tables)
	launched(t, dir, "export", "two.tidings", "--data", "in-tables")
	launched(t, dir, "restore", "two.tidings", "--data", "in-files")
	if said, err := runProgram(dir, "restore", "one.tidings", "--data", "again", "--store", tables); err == nil || !strings.Contains(said, "something in "+tables) {
		t.Errorf("tables that are in use: %v\n%s", err, said)
	}
	at := time.Now().UTC().Format(time.RFC3339)
	var sites []string
	for _, data := range []string{"data", "in-tables", "in-files"} {
		launched(t, dir, "build", "--data", data, "--out", "site-"+data, "--as-of", at)
		manifest, err := os.ReadFile(filepath.Join(dir, "site-"+data, "manifest.json"))
		if err != nil {
			t.Fatal(err)
		}
		sites = append(sites, string(manifest))
	}
	if sites[0] != sites[1] || sites[1] != sites[2] {
		t.Errorf("the sites differ:\n%s", strings.Join(sites, "\n"))
	}
	s = serve(t, dir, "--data", "in-tables")
	s.send(t, cleared("api-latency", "api"))
	s.eventually(t, "/api/v2/summary.json", lacks("major_outage"))
}

// What is wrong with tables is said in a sentence.
func TestTablesThatCannotBeUsed(t *testing.T) {
	dir := newSite(t)
	t.Setenv("AWS_REGION", "")
	t.Setenv("AWS_DEFAULT_REGION", "")
	for where, want := range map[string]string{
		"mysql://acme":     "names no store",
		"dynamodb://":      "names no store",
		"dynamodb://a,b":   "names no store",
		"dynamodb://acme":  "set AWS_REGION",
		"dynamodb://a b,c": "names no store",
	} {
		if said := refusedToServe(t, dir, "--store", where); !strings.Contains(said, want) {
			t.Errorf("%s: %s", where, said)
		}
	}
}
