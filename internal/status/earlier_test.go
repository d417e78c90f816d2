package status

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/store"
	"tidings/internal/store/memory"
)

// at is a moment on the day of these tests.
func at(clock string) time.Time {
	t, err := time.Parse("15:04:05", clock)
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 11, 22, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// editing is a board with one incident that is put again and again.
type editing struct {
	*testing.T
	b   *Board
	now time.Time
}

func newEditing(t *testing.T) *editing {
	return &editing{t, NewBoard(memory.New(func() time.Time { return testNow }), time.UTC), at("12:00:00")}
}

func (e *editing) put(inc Incident) *Incident {
	e.Helper()
	e.now = e.now.Add(time.Minute)
	inc.ID = "slow"
	if inc.Title == "" {
		inc.Title = "Slow"
	}
	if _, err := e.b.PutIncident(context.Background(), Actor{Kind: OriginContent}, inc, e.now); err != nil {
		e.Fatal(err)
	}
	return e.get()
}

func (e *editing) get() *Incident {
	e.Helper()
	got, err := e.b.Incident(context.Background(), "slow")
	if err != nil {
		e.Fatal(err)
	}
	return got
}

func says(bodies ...string) (updates []Update) {
	for i, body := range bodies {
		updates = append(updates, Update{At: at("10:00:00").Add(time.Duration(i) * time.Minute), State: Investigating, Body: body})
	}
	return updates
}

func (e *editing) wantEarlier(u Update, want ...Earlier) {
	e.Helper()
	if diff := cmp.Diff(want, u.Earlier, loose); diff != "" {
		e.Errorf("update %s (-want +got):\n%s", u.ID, diff)
	}
}

func TestAnEditKeepsWhatWasSaidBefore(t *testing.T) {
	e := newEditing(t)
	e.put(Incident{Updates: says("one", "two")})
	got := e.put(Incident{Updates: says("one", "zwei")})
	e.wantEarlier(got.Updates[0])
	e.wantEarlier(got.Updates[1], Earlier{Until: at("12:02:00"), At: at("10:01:00"), Body: "two"})
	if edited := got.Updates[1].Edited; !edited.Equal(at("12:02:00")) {
		t.Errorf("edited at %v", edited)
	}
	e.put(Incident{Updates: says("one", "zwei")}) // the same again
	got = e.put(Incident{Updates: says("one", "deux", "three")})
	e.wantEarlier(got.Updates[1], Earlier{Until: at("12:02:00"), At: at("10:01:00"), Body: "two"},
		Earlier{From: at("12:02:00"), Until: at("12:04:00"), At: at("10:01:00"), Body: "zwei"})
	versions := got.Updates[1].Versions()
	if last := versions[len(versions)-1]; len(versions) != 3 || last.Body != "deux" || !last.From.Equal(at("12:04:00")) || !last.Until.IsZero() {
		t.Errorf("the versions are %+v", versions)
	}
}

func TestAnUpdateThatIsPutInBeforeOthersEditsNone(t *testing.T) {
	e := newEditing(t)
	e.put(Incident{Updates: says("one", "two", "three")})
	e.put(Incident{Updates: says("one", "zwei", "three")})
	updates := says("one", "zwei", "three")
	updates = append([]Update{{At: at("09:00:00"), State: Investigating, Body: "zero"}}, updates...)
	got := e.put(Incident{Updates: updates})
	for i, want := range []int{0, 0, 1, 0} {
		if n := len(got.Updates[i].Earlier); n != want {
			t.Errorf("update %s has %d earlier texts, want %d", got.Updates[i].ID, n, want)
		}
	}
}

func TestStateTimeAndTranslationAreTextToo(t *testing.T) {
	for name, change := range map[string]func(*Update){
		"state":       func(u *Update) { u.State = Identified },
		"time":        func(u *Update) { u.At = at("10:00:30") },
		"translation": func(u *Update) { u.Lang = map[string]string{"de": "anders"} },
	} {
		e := newEditing(t)
		first, second := says("one"), says("one")
		first[0].Lang = map[string]string{"de": "eins"}
		second[0].Lang = first[0].Lang
		e.put(Incident{Updates: first})
		change(&second[0])
		if got := e.put(Incident{Updates: second}); len(got.Updates[0].Earlier) != 1 {
			t.Errorf("%s: nothing is kept", name)
		}
	}
	e := newEditing(t)
	e.put(Incident{Updates: says("one")})
	translated := says("one")
	translated[0].Lang = map[string]string{"de": "eins"}
	if got := e.put(Incident{Updates: translated}); !got.Updates[0].Edited.IsZero() || got.Updates[0].Lang["de"] != "eins" {
		t.Errorf("adding a translation gave %+v", got.Updates[0])
	}
}

// What a file says of its past goes together with what the board saw of it.
func TestAWriterMaySayWhatWasSaidBefore(t *testing.T) {
	e := newEditing(t)
	e.put(Incident{Updates: says("one")})
	told := says("uno")
	told[0].Edited = at("11:30:00")
	got := e.put(Incident{Updates: told})
	e.wantEarlier(got.Updates[0], Earlier{Until: at("11:30:00"), At: at("10:00:00"), Body: "one"})

	told[0].Earlier = []Earlier{{Until: at("11:31:00"), At: at("10:00:00"), Body: "one"}, {Until: at("11:40:00"), At: at("10:00:00"), Body: "eins"}}
	got = e.put(Incident{Updates: told})
	e.wantEarlier(got.Updates[0], Earlier{Until: at("11:30:00"), At: at("10:00:00"), Body: "one"}, Earlier{From: at("11:30:00"), Until: at("11:40:00"), At: at("10:00:00"), Body: "eins"})
}

func TestTheTitleThatAnUpdateWasPostedUnder(t *testing.T) {
	e := newEditing(t)
	e.put(Incident{Title: "Slow", Updates: says("one")})
	e.put(Incident{Title: "Down", Impact: ImpactMajor, Updates: says("one")})
	updates := append(says("one"), Update{At: at("12:05:00"), State: Monitoring})
	got := e.put(Incident{Title: "Down", Impact: ImpactMajor, Updates: updates})
	if first, second := got.TitleAt(got.Updates[0].At), got.TitleAt(got.Updates[1].At); first != "Slow" || second != "Down" {
		t.Errorf("the titles were %q and %q", first, second)
	}
	if diff := cmp.Diff([]EarlierTitle{{Until: at("12:02:00"), Title: "Slow"}}, got.Earlier); diff != "" {
		t.Error(diff)
	}
	if !got.Changed().Equal(at("12:05:00")) {
		t.Errorf("changed at %v", got.Changed())
	}
}

func TestWhatIsKeptIsBounded(t *testing.T) {
	e := newEditing(t)
	for n := range 2 * MaxEarlier {
		e.put(Incident{Title: fmt.Sprint("Title ", n), Updates: says(fmt.Sprint("text ", n))})
	}
	got := e.get()
	earlier := got.Updates[0].Earlier
	if len(earlier) != MaxEarlier || earlier[0].Body != "text 0" || earlier[MaxEarlier-1].Body != fmt.Sprint("text ", 2*MaxEarlier-2) {
		t.Errorf("%d texts are kept, from %q to %q", len(earlier), earlier[0].Body, earlier[len(earlier)-1].Body)
	}
	if len(got.Earlier) != MaxTitles || got.Earlier[0].Title != "Title 0" {
		t.Errorf("%d titles are kept, the first is %q", len(got.Earlier), got.Earlier[0].Title)
	}
	large := strings.Repeat("long ", 20_000)
	for n := range 10 {
		got = e.put(Incident{Updates: says(large + fmt.Sprint(n))})
	}
	if n := len(got.Updates[0].Earlier); n == 0 || n > 4 || got.Updates[0].Earlier[0].Body != "text 0" {
		t.Errorf("%d texts are kept beside a large one", n)
	}
}

func TestARedactedTextIsNowhere(t *testing.T) {
	ctx, e, person := context.Background(), newEditing(t), Actor{Kind: OriginPerson, ID: "p"}
	first := says("open", "the password is hunter2")
	first[1].Lang = map[string]string{"de": "das Passwort ist hunter2"}
	e.put(Incident{Updates: first})
	e.put(Incident{Updates: says("open", "the password was hunter2")})
	scope, err := e.b.Redact(ctx, person, "incident/slow", "2", at("13:00:00"))
	if err != nil || !scope.Current || len(scope.Incidents) != 1 {
		t.Fatalf("%+v, %v", scope, err)
	}
	e.wantRedacted("hunter2")
	got := e.put(Incident{Updates: says("open", "the password was hunter2")}) // a writer that still has it
	u := got.Updates[1]
	if u.Body != "" || !u.Redacted.Equal(at("13:00:00")) || len(u.Earlier) != 1 || u.Earlier[0].Body != "" {
		t.Errorf("the update is %+v", u)
	}
	e.wantRedacted("hunter2")
	if got.Updates[0].Body != "open" {
		t.Errorf("the other update says %q", got.Updates[0].Body)
	}
	for subject, update := range map[string]string{"incident/slow": "9", "incident/none": "1", "maintenance/none": "1"} {
		if _, err := e.b.Redact(ctx, person, subject, update, testNow); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s %s: %v", subject, update, err)
		}
	}
}

// wantRedacted looks for a word in all that the board gives out.
func (e *editing) wantRedacted(word string) {
	e.Helper()
	changes, _, err := e.b.Changes(context.Background(), "", 0)
	if err != nil {
		e.Fatal(err)
	}
	for _, c := range changes {
		if strings.Contains(string(c.Before)+string(c.After), word) {
			e.Errorf("the change %s %s still says it:\n%s\n%s", c.Verb, c.ID, c.Before, c.After)
		}
	}
	if got := fmt.Sprintf("%+v", e.get()); strings.Contains(got, word) {
		e.Errorf("the incident still says it: %s", got)
	}
}

// crashing is a store that gives up at the first look through its log.
type crashing struct {
	*memory.Store
	left int
}

func (c *crashing) Amend(ctx context.Context, fn func([]byte) ([]byte, error)) error {
	if c.left--; c.left < 0 {
		return c.Store.Amend(ctx, fn)
	}
	return errors.New("the power fails")
}

// A redaction that was cut off before the log was rewritten is finished by the
// next process, and before the incident is written again.
func TestARedactionIsFinishedAfterACrash(t *testing.T) {
	ctx, person := context.Background(), Actor{Kind: OriginPerson, ID: "p"}
	for name, next := range map[string]func(*editing) error{
		"by a settling": func(e *editing) error { _, err := e.b.Settle(ctx, e.now); return err },
		"by a writing": func(e *editing) error {
			_, err := e.b.PutIncident(ctx, person, Incident{ID: "slow", Title: "Slow", Updates: says("open", "", "more")}, e.now)
			return err
		},
		"by another try": func(e *editing) error { _, err := e.b.Redact(ctx, person, "incident/slow", "2", e.now); return err },
	} {
		d := &crashing{memory.New(func() time.Time { return testNow }), 1}
		e := &editing{t, NewBoard(d, time.UTC), at("12:00:00")}
		e.put(Incident{Updates: says("open", "hunter2")})
		if _, err := e.b.Redact(ctx, person, "incident/slow", "2", e.now); err == nil {
			t.Errorf("%s: the failure was not told", name)
		}
		e.b = NewBoard(d, time.UTC)
		if err := next(e); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		e.wantRedacted("hunter2")
	}
}

// A store without a way to rewrite its log refuses, and keeps everything.
func TestRedactingNeedsALogThatCanBeRewritten(t *testing.T) {
	d := struct{ store.Driver }{memory.New(func() time.Time { return testNow })}
	e := &editing{t, NewBoard(d, time.UTC), at("12:00:00")}
	e.put(Incident{Updates: says("open", "hunter2")})
	if _, err := e.b.Redact(context.Background(), Actor{Kind: OriginPerson}, "incident/slow", "2", e.now); !errors.Is(err, ErrNoRedaction) {
		t.Errorf("got %v", err)
	}
	if got := e.get().Updates[1].Body; got != "hunter2" {
		t.Errorf("the text is %q", got)
	}
}

// A file that marks the update redacts as the command does.
func TestAWriterRedacts(t *testing.T) {
	e := newEditing(t)
	e.put(Incident{Updates: says("open", "hunter2")})
	e.put(Incident{Updates: says("open", "hunter3")})
	marked := says("open", "")
	marked[1].Redacted = at("12:30:00")
	got := e.put(Incident{Updates: marked})
	e.wantRedacted("hunter")
	if !got.Updates[1].Redacted.Equal(at("12:30:00")) {
		t.Errorf("got %+v", got.Updates[1])
	}
	marked[1].Body = "hunter2"
	if _, err := e.b.PutIncident(context.Background(), Actor{Kind: OriginPerson}, Incident{ID: "slow", Updates: marked}, e.now); !errors.Is(err, ErrInvalid) {
		t.Errorf("a redacted update with a text: %v", err)
	}
}

func TestEarlierTitlesAreRedacted(t *testing.T) {
	e := newEditing(t)
	e.put(Incident{Title: "hunter2 is out", Updates: says("open")})
	e.put(Incident{Title: "A leak", Updates: says("open")})
	if _, err := e.b.Redact(context.Background(), Actor{Kind: OriginPerson}, "incident/slow", Titles, e.now); err != nil {
		t.Fatal(err)
	}
	e.wantRedacted("hunter2")
	if got := e.get(); got.Title != "A leak" || got.Updates[0].Body != "open" {
		t.Errorf("got %+v", got)
	}
}

func TestAutomationRedactsNothing(t *testing.T) {
	e := newEditing(t)
	e.put(Incident{Updates: says("open")})
	if _, err := e.b.Redact(context.Background(), Actor{Kind: OriginAutomation}, "incident/slow", "1", e.now); !errors.Is(err, ErrPersonal) {
		t.Errorf("got %v", err)
	}
}

// An incident of very many updates is still written quickly when one is put in
// before all others, though each then has another ordinal.
func TestManyUpdatesAreMatchedQuickly(t *testing.T) {
	var old, next []Update
	for i := range 4000 {
		old = append(old, Update{ID: fmt.Sprint(i + 1), At: at("10:00:00").Add(time.Duration(i) * time.Second), Body: "We look."})
	}
	next = append([]Update{{At: at("09:00:00"), Body: "First."}}, old...)
	for i := range next {
		next[i].ID = fmt.Sprint(i + 1)
	}
	began := time.Now()
	for i, from := range match(old, next) {
		if from != i-1 {
			t.Fatalf("update %d was %d", i, from)
		}
	}
	if took := time.Since(began); took > 20*time.Second { // a hundred times what it takes
		t.Errorf("it took %v", took)
	}
}
