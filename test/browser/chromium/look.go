package chromium

import "context"

// Look is how a visitor looks at pages. Its zero value is a desktop in light colours.
type Look struct {
	Width, Height int // CSS pixels; 1280 by 800 if zero
	Phone         bool
	Print         bool
	Dark          bool
	ForcedColors  bool
	ReducedMotion bool
	NoScript      bool
	FontSize      int // CSS pixels of the browser's own text size; 16 if zero
}

// Set makes the tab look at pages so from now on. A font size holds from the next page on.
func (t *Tab) Set(ctx context.Context, l Look) error {
	if l.Width == 0 {
		l.Width, l.Height = 1280, 800
	}
	media, size := "screen", l.FontSize
	if l.Print {
		media = "print"
	}
	if size == 0 {
		size = 16
	}
	features := []Object{
		{"name": "prefers-color-scheme", "value": pick(l.Dark, "dark", "light")},
		{"name": "forced-colors", "value": pick(l.ForcedColors, "active", "none")},
		{"name": "prefers-reduced-motion", "value": pick(l.ReducedMotion, "reduce", "no-preference")},
	}
	for _, c := range []struct {
		method string
		params Object
	}{
		{"Emulation.setDeviceMetricsOverride", Object{"width": l.Width, "height": l.Height, "deviceScaleFactor": 1, "mobile": l.Phone}},
		{"Emulation.setEmulatedMedia", Object{"media": media, "features": features}},
		{"Emulation.setScriptExecutionDisabled", Object{"value": l.NoScript}},
		{"Page.setFontSizes", Object{"fontSizes": Object{"standard": size, "fixed": size * 13 / 16}}},
	} {
		if err := t.Call(ctx, c.method, c.params, nil); err != nil {
			return err
		}
	}
	return nil
}

func pick(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

// keys are the keys that can be pressed: their codes and the text they type.
var keys = map[string]Object{
	"Tab":   {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9},
	"Enter": {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"},
	"Space": {"key": " ", "code": "Space", "windowsVirtualKeyCode": 32, "text": " "},
}

// Press presses and releases a key: Tab, Enter or Space.
func (t *Tab) Press(ctx context.Context, key string) error {
	for _, kind := range []string{"keyDown", "keyUp"} {
		params := Object{"type": kind}
		for k, v := range keys[key] {
			if k != "text" || kind == "keyDown" {
				params[k] = v
			}
		}
		if err := t.Call(ctx, "Input.dispatchKeyEvent", params, nil); err != nil {
			return err
		}
	}
	return nil
}
