package enswitch

// ParseQuery reads encoded parameters as a request's are; ok is false where there were too many.
func ParseQuery(text string) (values map[string]string, differs map[string]bool, ok bool) {
	p := newParameters()
	ok = p.addEncoded(text)
	values = make(map[string]string, len(p.values))
	for name, value := range p.values {
		values[name] = value.Text
	}
	return values, p.differs, ok
}
