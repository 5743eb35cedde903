package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// bag holds the settings that were written; what was not shows its initial value.
type bag map[string]string

//go:embed settings.txt
var settingsText string

// initially maps each section of settings.txt to its settings and what they hold after creation.
var initially = readSettings(settingsText)

func readSettings(text string) map[string]bag {
	read := map[string]bag{}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) != 3 || words[0] == "#" {
			continue
		}
		if read[words[0]] == nil {
			read[words[0]] = bag{}
		}
		read[words[0]][words[1]] = strings.TrimPrefix(words[2], "-")
	}
	return read
}

// sectionsOf are the sections that make up the settings of an account.
func sectionsOf(accountType string) []string {
	if _, ok := initially[accountType]; ok {
		return []string{"every", accountType}
	}
	return []string{"every", "other"}
}

const masked = "********"

// show lists all settings as the PBX prints them: texts, secrets hidden.
func (b bag) show(sections []string, q quirks) map[string]any {
	shown := map[string]any{}
	for _, section := range sections {
		for name, value := range initially[section] {
			shown[name] = value
		}
	}
	for name, value := range b {
		if value != "" && slices.Contains(q.Secrets, name) {
			value = masked
		}
		shown[name] = value
	}
	return shown
}

// begins are the settings of a new account that somebody has set up to be others than initially.
func begins(accountType string, q quirks) bag {
	own := bag{}
	for _, each := range q.Begins {
		name, value, _ := strings.Cut(each, "=")
		if setting, ok := strings.CutPrefix(name, accountType+"."); ok {
			own[setting] = value
		}
	}
	return own
}

// get reads one setting.
func (b bag) get(sections []string, name string) string {
	if value, ok := b[name]; ok {
		return value
	}
	for _, section := range sections {
		if value, ok := initially[section][name]; ok {
			return value
		}
	}
	return ""
}

// written is a decoded body of settings: texts, and the lists that alias and admins are.
type written struct {
	texts bag
	lists map[string][]string
}

// readWritten accepts texts only, as the PBX's own pages write, but for its two lists.
func readWritten(body []byte) (written, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(body, &raw); err != nil {
		return written{}, err
	}
	w := written{texts: bag{}, lists: map[string][]string{}}
	for name, value := range raw {
		var text string
		var list []string
		switch {
		case name == "alias" || name == "admins":
			if err := json.Unmarshal(value, &list); err != nil {
				return written{}, fmt.Errorf("%s is no list of texts", name)
			}
			w.lists[name] = list
		case json.Unmarshal(value, &text) != nil:
			return written{}, fmt.Errorf("%s is no text", name)
		default:
			w.texts[name] = text
		}
	}
	return w, nil
}

// take stores what was written, as far as the quirks let it.
func (b bag) take(texts bag, sections []string, q quirks) {
	for name, value := range texts {
		secret := slices.Contains(q.Secrets, name)
		known := secret || slices.ContainsFunc(sections, func(section string) bool { _, ok := initially[section][name]; return ok })
		switch {
		case slices.Contains(q.Forgets, name), !known && q.UnknownKeys == "ignored", secret && value == masked:
		case known && bag(nil).get(sections, name) == value:
			delete(b, name) // so that what is held says what differs
		default:
			b[name] = value
		}
	}
}
