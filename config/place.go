package config

import (
	"os"
	"path/filepath"
	"strings"
)

// defaultDataDir is dragoman's folder in $XDG_DATA_HOME, else in ~/.local/share; empty where there is no home.
func defaultDataDir() string {
	if data := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(data) {
		return filepath.Join(data, "dragoman")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".local", "share", "dragoman")
}

// defaultKeyFile lies in the user's configuration folder, so that a copy of the data folder is worthless alone.
func defaultKeyFile() string {
	folder, err := os.UserConfigDir()
	if err != nil {
		return ""
	}
	return filepath.Join(folder, "dragoman", "keys")
}

// inside tells whether a file lies in a folder or below it, going by their absolute paths alone.
func inside(file, folder string) bool {
	relative, err := filepath.Rel(folder, file)
	return err == nil && relative != ".." && !strings.HasPrefix(relative, ".."+string(filepath.Separator))
}
