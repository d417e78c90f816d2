package outlet

import (
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
	"time"

	"tidings/internal/clip"
	"tidings/internal/config"
	"tidings/internal/notify"
)

// message is what is posted to a channel.
type message struct {
	address string
	body    []byte
}

// chats make the message of a kind of chat. What a chat takes is its own:
// api.slack.com (attachments), discord.com/developers (webhooks),
// learn.microsoft.com (Workflows and Adaptive Cards 1.4),
// developers.mattermost.com, developers.google.com/chat, core.telegram.org and
// docs.ntfy.sh (publish as JSON).
var chats = map[string]func(b *Bulletin, c config.Channel, address string) (message, error){
	"slack":       slack,
	"mattermost":  mattermost,
	"discord":     discord,
	"teams":       teams,
	"google-chat": googleChat,
	"telegram":    telegram,
	"ntfy":        ntfy,
}

func pack(address string, v any) (message, error) {
	body, err := json.Marshal(v)
	return message{address, body}, err
}

type object = map[string]any

func slack(b *Bulletin, _ config.Channel, address string) (message, error) {
	plain := strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	text := plain.Replace(strings.Join(append(b.lines(), b.Body), "\n"))
	return pack(address, object{
		"text": plain.Replace(b.headline()),
		"attachments": []object{{"color": fmt.Sprintf("#%06x", b.colour()), "title": plain.Replace(b.State), "title_link": b.URL,
			"text": clip.Text(text, 3000), "mrkdwn_in": []string{}, "ts": b.At.Unix()}},
	})
}

func mattermost(b *Bulletin, _ config.Channel, address string) (message, error) {
	return pack(address, object{
		"text": "**" + b.headline() + "**",
		"attachments": []object{{"fallback": b.headline(), "color": fmt.Sprintf("#%06x", b.colour()), "title": b.State, "title_link": b.URL,
			"text": clip.Text(strings.Join(append(b.lines(), "", b.Body), "\n"), 12000)}},
	})
}

func discord(b *Bulletin, _ config.Channel, address string) (message, error) {
	embed := object{"title": clip.Text(b.headline(), 256), "url": b.URL, "description": clip.Text(b.Body, 4000), "color": b.colour(), "timestamp": b.At.UTC().Format(time.RFC3339)}
	if len(b.Affected) > 0 {
		embed["fields"] = []object{{"name": b.State, "value": clip.Text(strings.Join(b.lines(), "\n"), 1024)}}
	}
	return pack(address, object{"username": clip.Text(b.Site, 80), "embeds": []object{embed}, "allowed_mentions": object{"parse": []string{}}})
}

func teams(b *Bulletin, _ config.Channel, address string) (message, error) {
	block := func(text string, more object) object {
		o := object{"type": "TextBlock", "text": text, "wrap": true}
		for k, v := range more {
			o[k] = v
		}
		return o
	}
	content := []object{block(b.headline(), object{"weight": "Bolder", "size": "Medium"}), block(strings.Join(append([]string{b.State}, b.lines()...), " · "), object{"isSubtle": true})}
	if b.Body != "" {
		content = append(content, block(clip.Text(b.Body, 8000), nil))
	}
	card := object{"type": "AdaptiveCard", "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "version": "1.4", "body": content,
		"actions": []object{{"type": "Action.OpenUrl", "title": b.Site, "url": b.URL}}}
	return pack(address, object{"type": "message", "attachments": []object{{"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": nil, "content": card}}})
}

// googleChat keeps what is said of one subject in one thread.
func googleChat(b *Bulletin, _ config.Channel, address string) (message, error) {
	u, err := url.Parse(address)
	if err != nil {
		return message{}, errAddress
	}
	q := u.Query()
	q.Set("messageReplyOption", "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD")
	u.RawQuery = q.Encode()
	text := strings.Join(append([]string{"*" + b.headline() + "*", b.State}, append(b.lines(), b.Body, b.URL)...), "\n")
	subject, _, _ := strings.Cut(b.ID, "#")
	return pack(u.String(), object{"text": clip.Text(text, 4000), "thread": object{"threadKey": subject}})
}

func telegram(b *Bulletin, c config.Channel, address string) (message, error) {
	text := "<b>" + html.EscapeString(clip.Text(b.headline(), 500)) + "</b>\n" + html.EscapeString(b.State) + "\n" +
		html.EscapeString(clip.Text(strings.Join(append(b.lines(), "", b.Body), "\n"), 3000)) + "\n" + html.EscapeString(b.URL)
	return pack(address, object{"chat_id": c.Chat, "text": text, "parse_mode": "HTML", "link_preview_options": object{"is_disabled": true}})
}

// ntfy posts to the server what it is to say under the topic that the address
// names.
func ntfy(b *Bulletin, _ config.Channel, address string) (message, error) {
	u, err := url.Parse(address)
	if err != nil {
		return message{}, errAddress
	}
	topic := strings.Trim(u.Path, "/")
	if topic == "" || strings.Contains(topic, "/") {
		return message{}, fmt.Errorf("%w: it does not end with a topic", errAddress)
	}
	u.Path = "/"
	priority := 3
	if b.Kind == notify.Opens {
		priority = 4
	}
	return pack(u.String(), object{"topic": topic, "title": clip.Text(b.headline(), 250), "message": clip.Text(strings.Join(append(b.lines(), b.Body), "\n"), 3500), "click": b.URL, "priority": priority})
}
