package config

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/viper"
)

// configFile is what a configuration file sets. Without a file it is empty.
type configFile struct {
	path   string
	values map[string]any
}

func (f configFile) source() Source { return Source{Kind: File, Name: f.path} }

var fileFormats = map[string]string{".yaml": "yaml", ".yml": "yaml", ".toml": "toml", ".json": "json"}

// readFile decodes a file and checks its keys as they are written there: viper itself would fold capitals, split keys
// at dots and pass over sections that are empty, so that some unknown keys would go unseen.
func readFile(name string, settings []setting) (configFile, []Problem) {
	if name == "" {
		return configFile{}, nil
	}
	file := configFile{path: absolute(name), values: map[string]any{}}
	unreadable := func(reason string) (configFile, []Problem) {
		return configFile{path: file.path}, []Problem{{Source: file.source(), Reason: reason}}
	}

	format, ok := fileFormats[strings.ToLower(filepath.Ext(name))]
	if !ok {
		return unreadable("its name must end in .yaml, .yml, .toml or .json")
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return unreadable(err.Error())
	}
	decoder, err := viper.NewCodecRegistry().Decoder(format)
	if err != nil {
		return unreadable(err.Error())
	}
	if err := decoder.Decode(content, file.values); err != nil {
		return unreadable(fmt.Sprintf("it is no %s: %v", strings.ToUpper(format), err))
	}

	problems := checkKeys(file, settings)
	return file, problems
}

func checkKeys(file configFile, settings []setting) []Problem {
	known := make([]string, len(settings))
	for i, s := range settings {
		known[i] = s.key
	}
	var problems []Problem
	for key, value := range file.values {
		if !slices.Contains(known, key) {
			delete(file.values, key)
			problems = append(problems, Problem{Key: key, Source: file.source(), Reason: "there is no such setting; `dragoman config` lists them"})
			continue
		}
		if value == nil {
			delete(file.values, key)
			problems = append(problems, Problem{Key: key, Source: file.source(), Reason: "it has no value; give one or leave the key out"})
		}
	}
	slices.SortFunc(problems, func(a, b Problem) int { return strings.Compare(a.Key, b.Key) })
	return problems
}
