package tenantfile

import (
	"bufio"
	"bytes"
	"encoding/json"
)

type jsonWriting struct {
	out   *bufio.Writer
	more  bool // something stands at the top already
	first bool // of a list
	open  bool // a list is begun
}

func (w *jsonWriting) begin() { w.out.WriteString("{") }

func (w *jsonWriting) field(name string, n *node) {
	w.name(name)
	w.indented(n, "  ")
}

// name writes the name of a field at the top.
func (w *jsonWriting) name(name string) {
	w.close()
	if w.more {
		w.out.WriteString(",")
	}
	w.more = true
	w.out.WriteString("\n  ")
	w.out.Write(quoted(name))
	w.out.WriteString(": ")
}

func (w *jsonWriting) close() {
	if w.open {
		w.out.WriteString("\n  ]")
	}
	w.open = false
}

func (w *jsonWriting) list(name string, any bool) {
	if any {
		w.name(name)
		w.out.WriteString("[")
		w.open, w.first = true, true
	}
}

func (w *jsonWriting) item(n *node) {
	if !w.first {
		w.out.WriteString(",")
	}
	w.first = false
	w.out.WriteString("\n    ")
	w.indented(n, "    ")
}

func (w *jsonWriting) indented(n *node, prefix string) {
	var b bytes.Buffer
	if err := json.Indent(&b, n.json(), prefix, "  "); err != nil {
		panic(err) // nodes are JSON
	}
	w.out.Write(b.Bytes())
}

func (w *jsonWriting) end() {
	w.close()
	w.out.WriteString("\n}\n")
}
