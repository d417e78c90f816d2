package generator

import (
	"context"
	"encoding/json"
	"strings"
)

const widgetPath = "widget.js"

// widgetJob makes the script that shows the status on other sites.
func (b *builder) widgetJob() job {
	return func(_ context.Context, w *worker) error {
		script, _ := b.theme.Asset(widgetPath)
		languages, err := b.widgetWords()
		if err != nil {
			return err
		}
		heart := `""`
		if b.in.Live {
			heart = `"` + heartbeatPath + `"`
		}
		script = strings.NewReplacer("LANGUAGES;", languages+";", "HEARTBEAT;", heart+";").Replace(script)
		return w.emit(File{Path: widgetPath, Body: []byte(script)})
	}
}

// widgetWords are, for each language, where its files are and what is said when
// they cannot be read. The first is that of readers of none.
func (b *builder) widgetWords() (string, error) {
	all := make([]string, 0, len(b.locales))
	for _, l := range b.locales {
		tag, err := json.Marshal(strings.ToLower(l.lang))
		if err != nil {
			return "", err
		}
		words, err := json.Marshal([2]string{l.prefix, l.words.Text("widget.unknown")})
		if err != nil {
			return "", err
		}
		all = append(all, string(tag)+":"+string(words))
	}
	return "{" + strings.Join(all, ",") + "}", nil
}
