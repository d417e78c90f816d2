package measure_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tidings/internal/boot/cloud/measure"
)

func TestOneLineOfWhatWasMeasured(t *testing.T) {
	var log bytes.Buffer
	m := &measure.Meter{Out: &log, Function: "stack-Publish-1A", Now: func() time.Time { return time.UnixMilli(1795341600123) }}
	m.Flush()
	m.Add(measure.FilesWritten, 12)
	m.Add(measure.FilesWritten, 7)
	m.Add(measure.PublishTime, 80.5)
	m.Flush()
	m.Flush()
	want := `{"FilesWritten":19,"FunctionName":"stack-Publish-1A","PublishTime":80.5,"_aws":{"CloudWatchMetrics":[{"Dimensions":[["FunctionName"]],` +
		`"Metrics":[{"Name":"FilesWritten","Unit":"Count"},{"Name":"PublishTime","Unit":"Milliseconds"}],"Namespace":"Tidings"}],"Timestamp":1795341600123}}` + "\n"
	if diff := cmp.Diff(want, log.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var none *measure.Meter
	none.Add(measure.FilesWritten, 1)
	none.Flush()
}
