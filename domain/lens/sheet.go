package lens

// Sheet is a table without its types: the declarations alone, for whoever documents, counts or generates from them.
type Sheet struct {
	Kind          string
	Dialect       string
	Settings      []*Setting // in documented order
	Inexpressible []Inexpressible
}

// Sheet gives the table's declarations.
func (t *Table[K, C]) Sheet() Sheet {
	return Sheet{Kind: t.Kind, Dialect: t.Dialect, Settings: t.Settings(), Inexpressible: t.Inexpressible}
}

// Setting returns the declaration of a name, or nil.
func (s *Sheet) Setting(name string) *Setting {
	for _, setting := range s.Settings {
		if setting.Name == name {
			return setting
		}
	}
	return nil
}
