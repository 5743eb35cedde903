package config

// Entry is all that a person may want to know about one setting.
type Entry struct {
	Key         string
	Value       string // in force; a secret is masked
	Source      Source
	Default     string
	Meaning     string
	Allowed     string // completes "it must be …"
	Environment string // name of its variable
	Flag        string // with its dashes; empty if it has none
}

const mask = "********"

// Describe lists the settings in force in the order of the table. It takes what Load returned.
func Describe(c Config, sources Sources) []Entry {
	return describe(table(), c, sources)
}

func describe(settings []setting, c Config, sources Sources) []Entry {
	entries := make([]Entry, len(settings))
	for i, s := range settings {
		entries[i] = Entry{
			Key:         s.key,
			Value:       s.shown(c),
			Source:      sources[s.key],
			Default:     s.fallback,
			Meaning:     s.meaning,
			Allowed:     s.form.allowed,
			Environment: s.environment(),
		}
		if s.flag != NoCommand {
			entries[i].Flag = "--" + s.flagName()
		}
	}
	return entries
}

// shown is the value for people's eyes.
func (s setting) shown(c Config) string {
	value := s.form.show(c)
	if s.secret && value != "" {
		return mask
	}
	return value
}
