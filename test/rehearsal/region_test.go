package rehearsal

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"tidings/test/template"
)

// operatorKey opens the exports.
var operatorKey = func() *age.X25519Identity {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		panic(err)
	}
	return key
}()

// elsewhere is what a bucket of the second region is called.
func (s *stack) elsewhere(name string) string {
	return strings.ToLower(s.name + "-elsewhere-" + name)
}

// makeRegion makes what infra/aws/fallback.yaml describes.
func (s *stack) makeRegion() {
	plan, err := template.Read("../../infra/aws/fallback.yaml")
	s.must(err)
	given := maps.Clone(s.setting.Given)
	given["DistributionId"] = s.ref("Distribution")
	region := template.Setting{Template: plan, Given: given, Refer: func(name, attribute string) (string, error) {
		switch {
		case plan.Resources[name].Kind() == "AWS::S3::Bucket" && attribute == "Arn":
			return "arn:aws:s3:::" + s.elsewhere(name), nil
		case plan.Resources[name].Kind() == "AWS::S3::Bucket" && attribute == "":
			return s.elsewhere(name), nil
		}
		return "", fmt.Errorf("nothing is known here of %s of %s", attribute, name)
	}}
	for _, name := range plan.Named("AWS::S3::Bucket") {
		s.makeBucket(s.elsewhere(name))
	}
	for _, name := range plan.Named("AWS::S3::BucketPolicy") {
		p, err := region.Properties(name)
		s.must(err)
		s.letIn(p)
	}
}

// from looks at the site as readers see it from a bucket.
func (s *stack) from(bucket string, look func()) {
	s.t.Helper()
	was := s.site
	s.site = bucket
	defer func() { s.site = was }()
	look()
}

// same holds that both regions have the same site, whole. Only the home page says
// when it was made.
func (s *stack) same() {
	s.t.Helper()
	var sites [2]struct{ Root, Folders map[string]any }
	for i, bucket := range []string{s.site, s.elsewhere("SiteBucket")} {
		s.from(bucket, func() {
			s.whole()
			s.must(json.Unmarshal([]byte(s.read("/manifest.json")), &sites[i]))
			delete(sites[i].Root, "index.html")
		})
	}
	if diff := cmp.Diff(sites[0], sites[1]); diff != "" || len(sites[0].Root) == 0 {
		s.t.Errorf("the regions do not show the same (-first +second)\n%s", diff)
	}
}

// of is for requests to a bucket.
func of(bucket string) func(*http.Request) bool {
	return func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path+"/", "/"+bucket+"/") }
}

// beats is when a bucket's heartbeat was written.
func (s *stack) beats(bucket string) (at string) {
	s.t.Helper()
	s.from(bucket, func() {
		var h struct{ At string }
		s.must(json.Unmarshal([]byte(s.read("/heartbeat.json")), &h))
		at = h.At
	})
	return at
}

// Each region in turn refuses everything: the other shows what is new, and the one
// that was lost catches up by itself.
func TestARegionIsLost(t *testing.T) {
	s := published(t)
	s.same()
	first, second := s.site, s.elsewhere("SiteBucket")
	for lost, other := range map[string]string{first: second, second: first} {
		refused := of(lost)
		s.objects.intervene(func(r *http.Request) (int, string) {
			if refused(r) {
				return http.StatusServiceUnavailable, "<Error><Code>SlowDown</Code></Error>"
			}
			return 0, ""
		})
		s.accept(s.alert("firing"))
		s.carry()
		s.from(other, s.down)
		s.from(lost, func() {
			if got := s.incidents(); len(got) != 0 {
				t.Errorf("the region that was lost shows %q", got)
			}
		})
		s.clock()
		s.objects.intervene(nil)
		s.clock()
		s.from(lost, s.down)
		s.same()
		if s.beats(first) == "" || s.beats(second) == "" {
			t.Error("a region has no heartbeat")
		}
		s.accept(s.alert("resolved"))
		s.carry()
		s.same()
	}
}

// rest is for how long a region that hangs is left alone at least.
const rest = 45 * time.Second

// A region takes every request and answers none.
func TestARegionThatHangs(t *testing.T) {
	s := published(t)
	hangs := of(s.site)
	var mu sync.Mutex
	var held []time.Time
	s.objects.intervene(func(r *http.Request) (int, string) {
		if hangs(r) {
			mu.Lock()
			held = append(held, time.Now())
			mu.Unlock()
			<-r.Context().Done()
			return http.StatusServiceUnavailable, ""
		}
		return 0, ""
	})
	s.accept(s.alert("firing"))
	s.carry()
	s.from(s.elsewhere("SiteBucket"), s.down)
	asked := func() []time.Time {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(held)
	}
	before := asked()
	s.accept(s.alert("resolved"))
	s.carry()
	s.from(s.elsewhere("SiteBucket"), func() {
		if got := s.incidents(); len(got) != 0 {
			t.Errorf("unresolved are %q", got)
		}
	})
	n, after := len(before), asked()
	if n == 0 || len(after) > n && after[n].Before(before[n-1].Add(rest)) {
		t.Errorf("the region that hangs was asked at %v, and then at %v while the other was to be brought up to date", before, after[n:])
	}
	s.objects.intervene(nil)
	s.door("publish").kill() // another process knows nothing of that
	s.clock()
	s.same()
}

// The publisher dies while it writes to both.
func TestKilledWhilePublishingToBoth(t *testing.T) {
	s := published(t)
	for i, n := range []int64{3, 24, 55} {
		state := []string{"firing", "resolved"}[i%2]
		s.accept(s.alert(state))
		s.route()
		reached := killAt(s.objects, s.door("publish"), n, changesSite)
		messages := s.receive(s.publish)
		answer, err := s.door("publish").invoke(t.Context(), sqsEvent(messages))
		s.objects.intervene(nil)
		if reached.Load() && err == nil {
			t.Errorf("killed at change %d, it answers %s", n, answer)
		}
		s.settle(s.publish, messages, answer, err)
		s.carry()
		want := 1 - i%2
		if got := s.incidents(); len(got) != want {
			t.Errorf("killed at change %d, unresolved are %q", n, got)
		}
		s.same()
	}
}
