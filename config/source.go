package config

// Kind is the kind of place that a value comes from.
type Kind string

// The kinds of places, the weakest first.
const (
	Default     Kind = "default"
	File        Kind = "file"
	Environment Kind = "environment"
	Flag        Kind = "flag"
)

// Source is where a value came from. Name is the file's path, the variable's name or the flag with its dashes, and
// empty for a default.
type Source struct {
	Kind Kind
	Name string
}

// String is as people are shown it: "default", "file /etc/dragoman.yaml", "environment DRAGOMAN_LAB", "flag --lab".
func (s Source) String() string {
	if s.Name == "" {
		return string(s.Kind)
	}
	return string(s.Kind) + " " + s.Name
}

// Sources says for each key where its value came from.
type Sources map[string]Source
