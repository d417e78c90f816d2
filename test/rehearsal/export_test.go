package rehearsal

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// night is when the template has everything exported.
const night = "cron(17 3 * * ? *)"

// tidings is the command on somebody's laptop: what it says, and whether it was content.
func (s *stack) tidings(args ...string) (said string, ok bool) {
	s.t.Helper()
	c := exec.CommandContext(s.t.Context(), filepath.Join(doors, "tidings"), args...)
	c.Env = append(gateway.Environment(), "HOME="+s.t.TempDir(), "AWS_ENDPOINT_URL_DYNAMODB="+moto.Endpoint)
	out, err := c.CombinedOutput()
	return string(out), err == nil
}

// laptop is a folder with the operator's key, the content, and the newest export.
func (s *stack) laptop() (dir, file string) {
	s.t.Helper()
	dir = s.t.TempDir()
	for path, text := range content {
		path = filepath.Join(dir, "content", path)
		s.must(os.MkdirAll(filepath.Dir(path), 0o700))
		s.must(os.WriteFile(path, []byte(text), 0o600))
	}
	s.must(os.WriteFile(filepath.Join(dir, "operator.key"), []byte(operatorKey.String()+"\n"), 0o600))
	bucket := s.elsewhere("ExportBucket")
	all, err := s.s3.ListObjectsV2(s.t.Context(), &s3.ListObjectsV2Input{Bucket: &bucket})
	s.must(err)
	if len(all.Contents) == 0 {
		s.t.Fatal("there is no export")
	}
	name := sdk.ToString(all.Contents[len(all.Contents)-1].Key)
	out, err := s.s3.GetObject(s.t.Context(), &s3.GetObjectInput{Bucket: &bucket, Key: &name})
	s.must(err)
	defer out.Body.Close()
	file = filepath.Join(dir, name)
	to, err := os.Create(file)
	s.must(err)
	_, err = to.ReadFrom(out.Body)
	s.must(err)
	s.must(to.Close())
	return dir, file
}

// With AWS gone, the content and last night's export put the page up elsewhere, with
// what was only ever said on AWS.
func TestBreakTheGlass(t *testing.T) {
	s := published(t)
	s.accept(s.alert("firing"))
	s.carry()
	s.down()
	s.strikes(night)
	dir, file := s.laptop()
	for _, m := range s.meters() {
		m.intervene(func(*http.Request) (int, string) { return http.StatusServiceUnavailable, "" })
	}
	text, err := os.ReadFile(file)
	s.must(err)
	for _, secret := range []string{"db-1", "API is down", "contacts", strings.Repeat("ab", 16)} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the file shows %q", secret)
		}
	}
	data, elsewhere := filepath.Join(dir, "data"), filepath.Join(dir, "elsewhere")
	if said, ok := s.tidings("restore", file, "--key", filepath.Join(dir, "operator.key"), "--data", data); !ok {
		t.Fatal(said)
	}
	if said, ok := s.tidings("publish", "--content", filepath.Join(dir, "content"), "--data", data, "--target", elsewhere); !ok {
		t.Fatal(said)
	}
	page, err := os.ReadFile(filepath.Join(elsewhere, "index.html"))
	s.must(err)
	unresolved, err := os.ReadFile(filepath.Join(elsewhere, "api/v2/incidents/unresolved.json"))
	s.must(err)
	var doc struct{ Incidents []struct{ Name string } }
	s.must(json.Unmarshal(unresolved, &doc))
	if !strings.Contains(string(page), "API is down") || len(doc.Incidents) != 1 {
		t.Errorf("elsewhere the page says %s", unresolved)
	}
	if said, ok := s.tidings("explain", "api", "--content", filepath.Join(dir, "content"), "--data", data); !ok || !strings.Contains(said, "monitor") {
		t.Errorf("the restored state explains: %s", said)
	}
}

// An export holds the contacts, so their log says that they were given out: once for a
// night, also when AWS brings the night twice, and then there is one file of it.
func TestAnExportIsNotedOnce(t *testing.T) {
	s := published(t)
	s.strikes(night)
	s.strikes(night)
	bucket := s.elsewhere("ExportBucket")
	all, err := s.s3.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: &bucket})
	s.must(err)
	if len(all.Contents) != 1 {
		t.Errorf("one night has left %d files", len(all.Contents))
	}
	bob, _ := s.administrator()
	if n := strings.Count(bob.opens(200, "/admin/audit?verb=subscriber.export", nil), "subscriber/all"); n != 1 {
		t.Errorf("the log names %d exports", n)
	}
	_, err = s.door("export").invoke(t.Context(), []byte(`{}`)) // by hand
	s.must(err)
	if n := strings.Count(bob.opens(200, "/admin/audit?verb=subscriber.export", nil), "subscriber/all"); n != 2 {
		t.Errorf("with one by hand the log names %d exports", n)
	}
}

// An export that cannot be finished is taken back whole, and the door says so.
func TestAnExportIsAbandoned(t *testing.T) {
	s := published(t)
	s.objects.intervene(func(r *http.Request) (int, string) {
		if r.Method == http.MethodPost && r.URL.Query().Has("uploadId") {
			return http.StatusBadRequest, "<Error><Code>InvalidPart</Code></Error>"
		}
		return 0, ""
	})
	if answer, err := s.door("export").invoke(t.Context(), []byte("{}")); err == nil {
		t.Errorf("it answers %s", answer)
	}
	if _, by := s.objects.asked(); by["DELETE"] != 1 {
		t.Errorf("the bucket is asked for %v", by)
	}
	s.heal()
	s.strikes(night)
	s.laptop()
}

// With the first region lost, a stack in another goes on from last night's export,
// also when the lost one was made only today.
func TestAStackIsRestored(t *testing.T) {
	s := published(t)
	s.accept(s.alert("firing"))
	s.carry()
	s.strikes(night)
	n := s.restored()
	n.down()
	n.same()
	n.accept(n.alert("resolved")) // which is behind what readers of the lost stack's changes had seen
	n.carry()
	if got := n.incidents(); len(got) > 0 {
		t.Errorf("unresolved are still %q", got)
	}
}

// A doctor finds that an export is missing, or old, and is content with today's. It
// looks at the page in both regions.
func TestAnOldExportIsFound(t *testing.T) {
	s := published(t)
	s.strikes(night)
	dir, file := s.laptop()
	data, bucket := filepath.Join(dir, "data"), s.elsewhere("ExportBucket")
	if said, ok := s.tidings("restore", file, "--key", filepath.Join(dir, "operator.key"), "--data", data); !ok {
		t.Fatal(said)
	}
	looks := func() string {
		places := []string{"s3://" + s.site, "s3://" + s.elsewhere("SiteBucket") + "?region=us-east-1"}
		said, _ := s.tidings("doctor", "--content", filepath.Join(dir, "content"), "--data", data, "--target", places[0], "--target", places[1], "--exports", "s3://"+bucket)
		for _, place := range places {
			if strings.Contains(said, "stale-page") || strings.Contains(said, "unreachable-site") || !strings.Contains(said, "looked at the page in "+place) {
				t.Fatalf("of %s the doctor says %s", place, said)
			}
		}
		return said
	}
	if said := looks(); strings.Contains(said, "export") {
		t.Errorf("today's export is not enough: %s", said)
	}
	name := filepath.Base(file)
	made, err := time.Parse("20060102T150405Z", strings.TrimSuffix(name, ".tidings"))
	s.must(err)
	older := made.Add(-27*time.Hour).Format("20060102T150405Z") + ".tidings"
	_, err = s.s3.CopyObject(t.Context(), &s3.CopyObjectInput{Bucket: &bucket, Key: &older, CopySource: sdk.String(bucket + "/" + name)})
	s.must(err)
	_, err = s.s3.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &bucket, Key: &name})
	s.must(err)
	if said := looks(); !strings.Contains(said, "old-export: no export was written to s3://"+bucket) {
		t.Errorf("an old export is not found: %s", said)
	}
	_, err = s.s3.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: &bucket, Key: &older})
	s.must(err)
	if said := looks(); !strings.Contains(said, "old-export: there is no export in s3://"+bucket) {
		t.Errorf("no export at all is not found: %s", said)
	}
}
